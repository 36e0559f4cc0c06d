import type { Undo } from '@portcall/core';
import { processWide, undoOf } from '@portcall/core/internal';
import type { InvocationListener, InvocationMetricsBus } from '@portcall/invocations';
import { type Backend, bind, type Recorders } from '@portcall/metrics';
import { type PluginOptions, type PluginSpecs, pluginCatalog } from './catalog.js';

type Bus = Pick<InvocationMetricsBus, 'onMetric'>;

/** The metering of one bus on one backend under one name, however often it was asked for. */
interface Meter {
  readonly stop: () => void;
  holders: number;
}

// By the names of the metrics. Once per process: the app and `registerInstrumentation()` may load this package twice.
const meters = processWide<WeakMap<Bus, WeakMap<Backend, Map<string, Meter>>>>(
  'invocation-meters',
  () => new WeakMap(),
);

/**
 * Counts every invocation that is recorded from now on, on a backend. It listens and does not receive, so that no burst
 * loses a count. A bus that is metered on the same backend already, as by `registerInstrumentation({ invocations })`, is
 * still counted once, until every undo was called.
 *
 * @returns undo, also with `using`
 * @throws Error for a prefix that is not snake_case, for unknown options, and for a bus that is closed
 */
export function meterInvocations(bus: Bus, backend: Backend, options: PluginOptions = {}): Undo {
  const catalog = pluginCatalog(options);
  const { name } = catalog.metrics.invocations;
  const recorders = bind(catalog, backend);
  const byName = metersOf(bus, backend);
  const meter = byName.get(name) ?? { stop: bus.onMetric(countingOn(recorders)), holders: 0 };
  // A closed bus refuses everybody, not only the first.
  if (meter.holders > 0) bus.onMetric(() => {})();
  byName.set(name, meter);
  meter.holders += 1;
  let isHeld = true;
  const undo = (): void => {
    if (!isHeld) return;
    isHeld = false;
    meter.holders -= 1;
    if (meter.holders > 0) return;
    byName.delete(name);
    meter.stop();
  };
  return undoOf(undo);
}

function countingOn({ invocations, duration, memoryPeak }: Recorders<PluginSpecs>): InvocationListener {
  return ({ pluginId: plugin, functionName, wallTimeUs, memoryPeakBytes, status }) => {
    const of = { plugin, function: functionName };
    invocations.add(1, { ...of, status: status.kind });
    if (status.kind !== 'dropped') duration.record(wallTimeUs / 1_000_000, { ...of, status: status.kind });
    // 0 says that nobody measured it.
    if (memoryPeakBytes !== 0) memoryPeak.record(memoryPeakBytes, of);
  };
}

function metersOf(bus: Bus, backend: Backend): Map<string, Meter> {
  const byBackend = meters.get(bus) ?? new WeakMap<Backend, Map<string, Meter>>();
  meters.set(bus, byBackend);
  const byName = byBackend.get(backend) ?? new Map<string, Meter>();
  byBackend.set(backend, byName);
  return byName;
}
