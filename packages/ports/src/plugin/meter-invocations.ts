import type { InvocationMetric, InvocationMetricsBus } from '@portcall/invocations';
import { type Backend, bind } from '@portcall/metrics';
import { type PluginOptions, pluginCatalog } from './catalog.js';

/**
 * Counts every invocation that is recorded from now on, on a backend. It listens and does not receive, so that no burst
 * loses a count.
 *
 * @returns undo, also with `using`
 * @throws Error for a prefix that is not snake_case, and for a bus that is closed
 */
export function meterInvocations(
  bus: Pick<InvocationMetricsBus, 'onMetric'>,
  backend: Backend,
  options: PluginOptions = {},
): (() => void) & Disposable {
  const { invocations, duration, memoryPeak } = bind(pluginCatalog(options), backend);
  return bus.onMetric(({ pluginId: plugin, functionName, wallTimeUs, memoryPeakBytes, status }: InvocationMetric) => {
    const of = { plugin, function: functionName };
    invocations.add(1, { ...of, status: status.kind });
    if (status.kind !== 'dropped') duration.record(wallTimeUs / 1_000_000, { ...of, status: status.kind });
    // 0 says that nobody measured it.
    if (memoryPeakBytes !== 0) memoryPeak.record(memoryPeakBytes, of);
  });
}
