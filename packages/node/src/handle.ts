import { metrics, trace } from '@opentelemetry/api';
import { describe } from '@portcall/core';
import { bind, type Catalog, noop } from '@portcall/metrics';
import { untraced } from './functions.js';
import { telemetryObservers } from './observers.js';
import { beginEnd } from './running.js';
import type { Telemetry } from './telemetry.js';

export function handle(parts: Omit<Telemetry, 'bind' | typeof Symbol.asyncDispose>): Telemetry {
  return Object.freeze<Telemetry>({
    ...parts,
    bind(catalog) {
      checkCatalog(catalog);
      return bind(catalog, parts.backend);
    },
    [Symbol.asyncDispose]: parts.shutdown,
  });
}

/** Everything works and nothing is sent. */
export function disabled(): Telemetry {
  const observers = telemetryObservers();
  const telemetry = handle({
    backend: noop(),
    meter: metrics.getMeter('portcall'),
    tracer: trace.getTracer('portcall'),
    ...untraced(),
    observers,
    ready: Promise.resolve(),
    forceFlush: async () => {},
    async shutdown() {
      observers.close();
      beginEnd(telemetry);
    },
  });
  return telemetry;
}

function checkCatalog(catalog: unknown): void {
  const { scope, metrics: definitions } = (catalog ?? {}) as Partial<Catalog>;
  if (typeof scope === 'string' && typeof definitions === 'object' && (definitions as unknown) !== null) return;
  throw new Error(
    `telemetry.bind(): ${describe(catalog)} is not a catalog; give what defineCatalog({ scope, metrics }) gives`,
  );
}
