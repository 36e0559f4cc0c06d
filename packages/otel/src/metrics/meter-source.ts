import { createNoopMeter, type Meter, metrics } from '@opentelemetry/api';
import {
  addProviderListener,
  holdProviderListener,
  lookForProvider,
  tellProviderListeners,
} from './provider-listeners.js';

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
  /**
   * Called with every recording that is kept for a provider: `connect` hands it over, so it must not be forgotten before.
   * Absent where whoever made the source holds what it connects.
   */
  hold?(connect: () => void): void;
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
  hold(connect) {
    holdProviderListener(connect);
    look();
  },
};

/**
 * To be called after a global meter provider was registered or taken away: recorders bound to the global provider move
 * over at once. Without the call they find a new provider with their next recording, or within a quarter of a second.
 */
export function meterProviderChanged(): void {
  tellProviderListeners(globalSource.state() === 'open');
}

/** Calls `connect` whenever the global provider changes, for as long as somebody holds `connect` or something is kept. */
export function connectToGlobal(connect: () => void): void {
  addProviderListener(connect);
  if (globalSource.state() === 'waiting') look();
}

function look(): void {
  lookForProvider(() => globalSource.state() === 'open');
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
