import type { Exporter } from '../exporter.js';
import type { OtlpOptions } from './otlp-settings.js';
import { otlpSettingsOf, type SignalSettings } from './settings/signal-settings.js';
import type { Signal } from './signal.js';

/** The options of each exporter that sends by OTLP: an exporter shows none of them itself, as there are keys in them. */
const known = new WeakMap<Exporter, OtlpOptions>();

/** @returns the exporter, whose receivers can be asked for from now on */
export function withReceivers(exporter: Exporter, options: OtlpOptions): Exporter {
  known.set(exporter, options);
  return exporter;
}

/** Where an exporter sends a signal, and all that it sends with it; undefined for one that does not send by OTLP. */
export function receiverOf(exporter: Exporter, signal: Signal): SignalSettings | undefined {
  const options = known.get(exporter);
  return options === undefined ? undefined : otlpSettingsOf(signal, options);
}
