import { type MetricDescription, type NamingPath, prometheusName } from '@portcall/metrics';
import { labelName } from '../label-name.js';
import { type EscapingScheme, escapedLabelName, escapedMetricName } from './escaping.js';

/**
 * How names of OpenTelemetry become names of Prometheus, as the Collector and Prometheus' OTLP receiver do it:
 *
 * - `UnderscoreEscapingWithSuffixes`: letters, digits and underscores, with the unit and `_total`.
 * - `UnderscoreEscapingWithoutSuffixes`: the same without unit and `_total`.
 * - `NoUTF8EscapingWithSuffixes`: every character stays, with the unit and `_total`.
 * - `NoTranslation`: the name as it is.
 *
 * @see https://opentelemetry.io/docs/specs/otel/metrics/sdk_exporters/prometheus/#configuration
 */
export type TranslationStrategy =
  | 'UnderscoreEscapingWithSuffixes'
  | 'UnderscoreEscapingWithoutSuffixes'
  | 'NoUTF8EscapingWithSuffixes'
  | 'NoTranslation';

export interface NamingOptions {
  /** @default 'UnderscoreEscapingWithSuffixes', as the specification and every receiver of OTLP have it */
  readonly translationStrategy?: TranslationStrategy;
  /** What becomes of names that not every scraper can read. @default 'underscores' */
  readonly escaping?: EscapingScheme;
}

/** How metrics and attributes are called in a scrape: translated, and then escaped. */
export interface Naming {
  /** Undefined where the metric can have no name. */
  metric(metric: MetricDescription): string | undefined;
  /** Empty where nothing can be made of the key. */
  label(key: string): string;
}

const PATHS: Readonly<Record<TranslationStrategy, NamingPath>> = {
  UnderscoreEscapingWithSuffixes: 'underscore_suffixes',
  UnderscoreEscapingWithoutSuffixes: 'underscore',
  NoUTF8EscapingWithSuffixes: 'utf8_suffixes',
  NoTranslation: 'untranslated',
};

export const TRANSLATION_STRATEGIES = Object.keys(PATHS) as readonly TranslationStrategy[];

export function naming(options: NamingOptions): Naming {
  const { translationStrategy = 'UnderscoreEscapingWithSuffixes', escaping = 'underscores' } = options;
  const path = PATHS[translationStrategy];
  const keepsCharacters = path === 'utf8_suffixes' || path === 'untranslated';
  return {
    metric(metric) {
      const name = prometheusName(metric, path);
      return name === undefined || name === '' ? undefined : escapedMetricName(name, escaping);
    },
    label: (key) => (keepsCharacters ? escapedLabelName(key.toWellFormed(), escaping) : labelName(key)),
  };
}
