import { metrics, trace } from '@opentelemetry/api';
import { shown } from '@portcall/core/internal';
import type { Finding } from '@portcall/doctor';
import type { Registration } from './registration.js';

/** Whoever uses OpenTelemetry's global API and does not get what was registered here. */
export function globalFindings({ meterProvider, tracerProvider, taken }: Registration): readonly Finding[] {
  const tracers = trace.getTracerProvider();
  const tracersNow: unknown = 'getDelegate' in tracers ? (tracers.getDelegate as () => unknown)() : tracers;
  const metersNow: unknown = metrics.getMeterProvider();
  return [
    ...(metersNow === meterProvider ? [] : [ownedByAnother('meter provider', metersNow)]),
    ...(tracerProvider === undefined || tracersNow === tracerProvider
      ? []
      : [ownedByAnother('tracer provider', tracersNow)]),
    ...taken
      .filter((what) => what !== 'meter provider' && what !== 'tracer provider')
      .map((what) => ownedByAnother(what, globalPart(what))),
  ];
}

function ownedByAnother(what: string, owner: unknown): Finding {
  const version = globalApi()?.version;
  const api = typeof version === 'string' ? `, by version ${version} of @opentelemetry/api` : '';
  return {
    id: 'globals.taken',
    severity: what.endsWith('provider') ? 'loss' : 'warning',
    what: `OpenTelemetry's global ${what} is not the one of registerInstrumentation() but ${nameOf(owner)}`,
    cause: `another set-up registered first${api}, or took it away since`,
    fix: 'call registerInstrumentation() before it, or leave the other set-up out; see that there is one version of @opentelemetry/api',
  };
}

/** What the copies of the API share, whichever of them came first. */
interface GlobalApi {
  readonly version?: unknown;
  readonly context?: unknown;
  readonly propagation?: unknown;
}

function globalApi(): GlobalApi | undefined {
  return (globalThis as unknown as Record<symbol, GlobalApi | undefined>)[Symbol.for('opentelemetry.js.api.1')];
}

function globalPart(what: string): unknown {
  return what === 'context manager' ? globalApi()?.context : globalApi()?.propagation;
}

function nameOf(owner: unknown): string {
  if (owner === undefined || owner === null) return 'nothing';
  const { name } = (owner as { readonly constructor?: { readonly name?: unknown } }).constructor ?? {};
  return typeof name === 'string' && name !== 'Object' ? `a ${name}` : shown(owner);
}
