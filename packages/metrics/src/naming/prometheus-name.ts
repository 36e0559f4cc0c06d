import { unitWords } from '../declare/unit.js';
import { textOfUtf8, utf8Bytes } from './utf8-bytes.js';
import { victoriaMetricsName } from './victoria-metrics-name.js';

/** The roads from an instrument to a Prometheus name. */
export type NamingPath =
  /** UnderscoreEscapingWithSuffixes: default of the endpoint of this process, of the Collector and of Prometheus' OTLP receiver. */
  | 'underscore_suffixes'
  /** `@opentelemetry/exporter-prometheus`, which adds `_total` and no unit. */
  | 'js_exporter'
  /** UnderscoreEscapingWithoutSuffixes: default of Mimir. */
  | 'underscore'
  /** NoUTF8EscapingWithSuffixes. */
  | 'utf8_suffixes'
  /** NoTranslation; also what VictoriaMetrics makes of OTLP by default. */
  | 'untranslated'
  /** VictoriaMetrics with `-opentelemetry.usePrometheusNaming`, or with `-opentelemetry.convertMetricNamesToPrometheus`. */
  | 'victoria_metrics_prometheus'
  /** vmagent with `-usePromCompatibleNaming`. */
  | 'vmagent_compatible';

export interface NamedInstrument {
  readonly name: string;
  readonly unit: string;
  readonly kind: 'counter' | 'upDownCounter' | 'gauge' | 'histogram';
}

/**
 * The metric family's name at the end of a path, or undefined where the metric is dropped for having none.
 *
 * Half a character arrives as U+FFFD, as every JSON decoder reads it. Where a translator cuts a character in two, each
 * byte that is left of it is U+FFFD.
 * Source: `PrometheusSerializer` 0.223 for the exporter, `sanitize.go` of VictoriaMetrics v1.151 for its own,
 * prometheus/otlptranslator v1.0.0 for the others.
 */
export function prometheusName(instrument: NamedInstrument, path: NamingPath): string | undefined {
  return TRANSLATORS[path](instrument);
}

const TRANSLATORS: Readonly<Record<NamingPath, (instrument: NamedInstrument) => string | undefined>> = {
  js_exporter({ name, kind }) {
    // A line feed is escaped before letters are looked at: its n stays in the name.
    const clean = name
      .replaceAll('\n', '\\n')
      .replace(/[^A-Za-z0-9_]/g, '_')
      .replace(/_{2,}/g, '_');
    if (clean === '' || clean === '_') return undefined;
    const started = withoutLeadingDigit(clean);
    return kind === 'counter' && !started.endsWith('_total') ? `${started}_total` : started;
  },

  underscore_suffixes({ name, unit, kind }) {
    const tokens = name.split(/[^A-Za-z0-9:]+/).filter((token) => token !== '');
    const words = unitWords(unit);
    const [main, per] = [escaped(words.main), escapedPer(words.per)];
    if (main !== '' && !tokens.includes(main)) tokens.push(per === '' ? main : withoutLastUnderscore(main));
    // A token never holds an underscore, so `per_second` is never found and always appended; the translator does so too.
    if (per !== '') tokens.push(per);
    const suffix = tokenSuffix(kind, unit);
    const ordered = suffix === undefined ? tokens : [...tokens.filter((token) => token !== suffix), suffix];
    return usable(withoutLeadingDigit(ordered.join('_')), name);
  },

  underscore({ name }) {
    const joined = name
      .split(/[^A-Za-z0-9:_]+/)
      .filter((token) => token !== '')
      .join('_');
    return usable(withoutLeadingDigit(joined), name);
  },

  utf8_suffixes({ name, unit, kind }) {
    const { main, per } = unitWords(unit);
    const [mainBytes, perBytes] = [utf8Bytes(main), utf8Bytes(per)];
    const ratio = kind === 'gauge' && unit === '1';
    let translated = utf8Bytes(name);
    if (ratio) translated = trimmed(translated, 'ratio');
    if (kind === 'counter') translated = trimmed(translated, 'total');
    if (per !== '') translated = trimmed(translated, perBytes);
    if (main !== '' && !translated.endsWith(mainBytes)) translated = `${translated}_${mainBytes}`;
    if (per !== '') translated = `${translated}_${perBytes}`;
    if (kind === 'counter') translated = `${translated}_total`;
    return textOfUtf8(ratio ? `${translated}_ratio` : translated);
  },

  untranslated({ name }) {
    return name.toWellFormed();
  },

  victoria_metrics_prometheus({ name, unit, kind }) {
    return victoriaMetricsName(name.toWellFormed(), unit.toWellFormed(), kind);
  },

  vmagent_compatible({ name }) {
    return name.toWellFormed().replace(/[^A-Za-z0-9_:]/gu, '_');
  },
};

function escaped(word: string): string {
  return word
    .replace(/[^A-Za-z0-9:]/g, '_')
    .replace(/_{2,}/g, '_')
    .replace(/^_/, '');
}

/** Empty where no letter of the unit behind the slash is left. */
function escapedPer(word: string): string {
  const per = escaped(word);
  return per === 'per_' ? '' : withoutLastUnderscore(per);
}

function withoutLastUnderscore(word: string): string {
  return word.replace(/_$/, '');
}

function tokenSuffix(kind: NamedInstrument['kind'], unit: string): string | undefined {
  if (kind === 'counter') return 'total';
  return kind === 'gauge' && unit === '1' ? 'ratio' : undefined;
}

/** Cuts a trailing word, and one more byte whatever it is, unless that would be the whole; the translator does so too. */
function trimmed(bytes: string, word: string): string {
  const rest = bytes.length - word.length - 1;
  return bytes.endsWith(word) && rest > 0 ? bytes.slice(0, rest) : bytes;
}

function withoutLeadingDigit(name: string): string {
  return /^[0-9]/.test(name) ? `_${name}` : name;
}

function usable(translated: string, original: string): string | undefined {
  const onlyUnderscores = /^_*$/.test(translated);
  return translated === '' || (onlyUnderscores && translated !== original) ? undefined : translated;
}
