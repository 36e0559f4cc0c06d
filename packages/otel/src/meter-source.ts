import { createNoopMeter, type Meter, metrics } from '@opentelemetry/api';
import { processWide, safely } from '@portcall/core';

/**
 * - `waiting`: there is no provider yet; what is recorded is kept for it.
 * - `open`: instruments can be made.
 * - `closed`: the provider was shut down and none will follow; what is recorded is lost and counted.
 */
export type SourceState = 'waiting' | 'open' | 'closed';

/** Where instruments come from. */
export interface MeterSource {
  /** Cheap: it is asked with every recording while the source is not open. */
  state(): SourceState;
  meter(scope: string, version: string): Meter;
}

/** What a meter provider is asked for. */
export interface MeterProviderLike {
  getMeter(name: string, version?: string): Meter;
}

/** A meter that takes every scope, or a provider that is asked for a meter per scope. */
export function fixedSource(source: Meter | MeterProviderLike): MeterSource {
  return 'getMeter' in source
    ? { state: () => 'open', meter: (scope, version) => meterOf(source, scope, version) }
    : { state: () => 'open', meter: () => source };
}

/** Whatever provider is registered globally, now or later. */
export const globalSource: MeterSource = {
  state: () => (isNoop(metrics.getMeterProvider()) ? 'waiting' : 'open'),
  meter: (scope, version) => meterOf(metrics.getMeterProvider(), scope, version),
};

type Listener = () => void;
const listeners = processWide<Set<Listener>>('otel.meter-provider', () => new Set());

/** Calls `listener` at each `meterProviderChanged()`, for as long as the process lives. */
export function onMeterProviderChange(listener: Listener): void {
  listeners.add(listener);
}

/**
 * To be called after a global meter provider was registered or taken away: recorders bound to the global provider move
 * over at once. Without the call they find a new provider with their next recording, or within a quarter of a second.
 */
export function meterProviderChanged(): void {
  for (const listener of listeners) safely('record.provider', 'a listener for the meter provider', listener);
}

function meterOf(provider: MeterProviderLike, scope: string, version: string): Meter {
  return version === '' ? provider.getMeter(scope) : provider.getMeter(scope, version);
}

const noops = new WeakMap<MeterProviderLike, boolean>();

/** While nothing is registered the API answers with its no-op provider, whose meters are the one no-op meter. */
function isNoop(provider: MeterProviderLike): boolean {
  const known = noops.get(provider);
  if (known !== undefined) return known;
  const noop = provider.getMeter('portcall') === createNoopMeter();
  noops.set(provider, noop);
  return noop;
}
