import { checkedOneOf } from '@portcall/core/internal';
import { console } from './console/console.js';
import type { Exporter } from './exporter.js';
import { otlp } from './otlp/otlp.js';
import { prometheus } from './prometheus/prometheus.js';

/** The exporters that can be named, in options and in OTEL_METRICS_EXPORTER and OTEL_TRACES_EXPORTER. */
export type ExporterName = 'otlp' | 'prometheus' | 'console' | 'none';

/** Takes nothing and sends nothing. */
export function none(): Exporter {
  return NONE;
}

const NONE: Exporter = Object.freeze({ name: 'none', pulled: true });

const MAKERS: Readonly<Record<ExporterName, () => Exporter>> = { otlp, prometheus, console, none };
export const EXPORTER_NAMES = Object.keys(MAKERS) as readonly ExporterName[];

/**
 * The exporter of a name, with its defaults.
 * @throws Error naming the setting it came from, and the names it may have
 */
export function exporterNamed(name: string, setting: string): Exporter {
  return MAKERS[checkedOneOf(name, EXPORTER_NAMES, setting)]();
}
