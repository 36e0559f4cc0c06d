import { metrics, trace } from '@opentelemetry/api';
import { shown } from '@portcall/core/internal';
import { type Backend, bind, type Catalog, noop, type Observe, observe, store } from '@portcall/metrics';
import { healthOf } from './account/health.js';
import { ledgerOf } from './account/ledger.js';
import { configurationOf } from './configuration/configuration.js';
import type { FlushResult } from './end/flush-result.js';
import { beginEnd, running } from './running.js';
import type { RegisterOptions } from './settings/settings.js';
import { untraced } from './start/function-tracing.js';
import { telemetryObservers } from './start/observers.js';
import type { Telemetry } from './telemetry.js';

export interface HandleParts<B extends Backend>
  extends Omit<Telemetry<B>, 'bind' | 'observe' | 'ledger' | typeof Symbol.asyncDispose> {
  readonly ledger: () => Telemetry<B>['ledger'];
}

export function handle<B extends Backend>({ ledger, ...parts }: HandleParts<B>): Telemetry<B> {
  return Object.freeze<Telemetry<B>>({
    ...parts,
    get ledger() {
      return ledger();
    },
    bind(catalog) {
      checkCatalog(catalog);
      return bind(catalog, parts.backend);
    },
    observe: ((...given: Parameters<Observe>) => observe(parts.backend, ...given)) as Observe,
    [Symbol.asyncDispose]: async () => void (await parts.shutdown()),
  });
}

/**
 * Everything works and nothing is sent.
 * @param release takes back what was registered with OpenTelemetry's API
 */
export function disabled({
  options,
  release,
}: {
  readonly options: RegisterOptions;
  readonly release: () => void;
}): Telemetry {
  const observers = telemetryObservers();
  const telemetry: Telemetry = handle({
    backend: { ...store(), ...noop() },
    meter: metrics.getMeter('portcall'),
    tracer: trace.getTracer('portcall'),
    ...untraced(),
    observers,
    ledger: () => ledgerOf([]),
    health: () =>
      healthOf({
        delivering: [],
        names: [],
        notStarted: new Map(),
        observers,
        isClosed: () => running.telemetry !== telemetry,
      }),
    ready: Promise.resolve(),
    configuration: () => configurationOf(options),
    doctor: async () => (await import('@portcall/doctor')).examine(),
    flush: async () => NOTHING,
    forceFlush: async () => NOTHING,
    async shutdown() {
      observers.close();
      release();
      beginEnd(telemetry);
      return NOTHING;
    },
  });
  return telemetry;
}

const NOTHING: FlushResult = Object.freeze({ inTime: true, exporters: Object.freeze([]) });

function checkCatalog(catalog: unknown): void {
  const { scope, metrics: definitions } = (catalog ?? {}) as Partial<Catalog>;
  if (typeof scope === 'string' && typeof definitions === 'object' && (definitions as unknown) !== null) return;
  throw new Error(
    `telemetry.bind(): ${shown(catalog)} is not a catalog; give what defineCatalog({ scope, metrics }) gives`,
  );
}
