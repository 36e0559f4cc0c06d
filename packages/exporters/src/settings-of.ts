import type { Setting } from '@portcall/core';
import type { Exporter } from './exporter.js';
import type { Signal } from './otlp/signal.js';

type SettingsOfSignal = (signal: Signal) => readonly Setting[];

/** What each exporter is set to, as it may be printed: an exporter shows none of it itself, as there are keys in it. */
const known = new WeakMap<Exporter, SettingsOfSignal>();

/** @returns the exporter, whose settings can be asked for from now on */
export function withSettings<E extends Exporter>(exporter: E, settings: SettingsOfSignal): E {
  known.set(exporter, settings);
  return exporter;
}

/** What an exporter of ours is set to for a signal; nothing for others. */
export function settingsOf(exporter: Exporter, signal: Signal): readonly Setting[] {
  return known.get(exporter)?.(signal) ?? [];
}
