import { unitWords } from './unit.js';

/** The roads from an instrument to a Prometheus name. */
export type NamingPath =
  /** `@opentelemetry/exporter-prometheus`, the endpoint of this process. */
  | 'endpoint'
  /** UnderscoreEscapingWithSuffixes: default of the Collector and of Prometheus' OTLP receiver. */
  | 'underscore_suffixes'
  /** UnderscoreEscapingWithoutSuffixes: default of Mimir. */
  | 'underscore'
  /** NoUTF8EscapingWithSuffixes. */
  | 'utf8_suffixes'
  /** NoTranslation. */
  | 'untranslated';

export interface NamedInstrument {
  readonly name: string;
  readonly unit: string;
  readonly kind: 'counter' | 'upDownCounter' | 'gauge' | 'histogram';
}

/**
 * The metric family's name at the end of a path, or undefined where the metric is dropped for having none.
 * Source: `PrometheusSerializer` 0.223 for the endpoint, prometheus/otlptranslator v1.0.0 for the others.
 */
export function prometheusName(instrument: NamedInstrument, path: NamingPath): string | undefined {
  return TRANSLATORS[path](instrument);
}

const TRANSLATORS: Readonly<Record<NamingPath, (instrument: NamedInstrument) => string | undefined>> = {
  endpoint({ name, kind }) {
    const clean = name.replace(/[^A-Za-z0-9_]/g, '_').replace(/_{2,}/g, '_');
    if (clean === '' || clean === '_') return undefined;
    const started = withoutLeadingDigit(clean);
    return kind === 'counter' && !started.endsWith('_total') ? `${started}_total` : started;
  },

  underscore_suffixes({ name, unit, kind }) {
    const tokens = name.split(/[^A-Za-z0-9:]+/u).filter((token) => token !== '');
    const words = unitWords(unit);
    const main = escaped(words.main);
    if (main !== '' && !tokens.includes(main)) tokens.push(main);
    const bare = escaped(words.per).replace(/_+$/, '');
    // A token never holds an underscore, so `per_second` is never found and always appended; the translator does so too.
    if (bare !== '' && bare !== 'per' && !tokens.includes(bare)) tokens.push(bare);
    const suffix = tokenSuffix(kind, unit);
    const ordered = suffix === undefined ? tokens : [...tokens.filter((token) => token !== suffix), suffix];
    return usable(withoutLeadingDigit(ordered.join('_')), name);
  },

  underscore({ name }) {
    const joined = name
      .split(/[^A-Za-z0-9:_]+/u)
      .filter((token) => token !== '')
      .join('_');
    return usable(withoutLeadingDigit(joined), name);
  },

  utf8_suffixes({ name, unit, kind }) {
    const { main, per } = unitWords(unit);
    const ratio = kind === 'gauge' && unit === '1';
    let translated = name;
    if (ratio) translated = trimmed(translated, 'ratio');
    if (kind === 'counter') translated = trimmed(translated, 'total');
    if (per !== '') translated = trimmed(translated, per);
    if (main !== '' && !translated.endsWith(main)) translated = `${translated}_${main}`;
    if (per !== '') translated = `${translated}_${per}`;
    if (kind === 'counter') translated = `${translated}_total`;
    return ratio ? `${translated}_ratio` : translated;
  },

  untranslated({ name }) {
    return name;
  },
};

function escaped(word: string): string {
  return word
    .replace(/[^A-Za-z0-9:]/g, '_')
    .replace(/_{2,}/g, '_')
    .replace(/^_/, '');
}

function tokenSuffix(kind: NamedInstrument['kind'], unit: string): string | undefined {
  if (kind === 'counter') return 'total';
  return kind === 'gauge' && unit === '1' ? 'ratio' : undefined;
}

/** Cuts a trailing word, and one more character whatever it is, as the translator does. */
function trimmed(name: string, word: string): string {
  return name.endsWith(word) ? name.slice(0, Math.max(0, name.length - word.length - 1)) : name;
}

function withoutLeadingDigit(name: string): string {
  return /^[0-9]/.test(name) ? `_${name}` : name;
}

function usable(translated: string, original: string): string | undefined {
  const onlyUnderscores = /^_*$/.test(translated);
  return translated === '' || (onlyUnderscores && translated !== original) ? undefined : translated;
}
