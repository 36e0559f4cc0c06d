import type { SeriesPoint } from '@portcall/metrics';
import { BoundBytes } from './bytes/bound-bytes.js';
import { type Family, familiesOf } from './families.js';
import { LabelTexts } from './label-texts.js';
import { escapedHelp } from './label-value.js';
import { writtenMetric } from './names/quoted.js';
import { type NamingOptions, naming } from './names/translation.js';
import { HistogramSamples } from './samples/histogram-samples.js';
import { FamilyLabels } from './samples/member-labels.js';
import { NumberSamples } from './samples/number-samples.js';
import { type PrometheusWriter, pieces, type WrittenFamily } from './writer.js';

export interface PrometheusTextOptions extends NamingOptions {
  /** Names with characters beyond letters, digits and underscores can be had from '1.0.0' on. @default '0.0.4' */
  readonly version?: '0.0.4' | '1.0.0';
  /** For people: without `target_info` and without the scope of every series. @default false */
  readonly short?: boolean;
}

const TARGET = 'target_info';

/**
 * Prometheus' text format: 0.0.4 as OpenTelemetry's exporter for it writes it, and 1.0.0, in which names may have any
 * character.
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
 */
export function prometheusText(options: PrometheusTextOptions = {}): PrometheusWriter {
  const { short = false, version = '0.0.4' } = options;
  const escaping = escapingOf(options);
  const names = naming({ ...options, escaping });
  const targets = new LabelTexts({ nameOf: (key) => names.label(key) });
  const labels = new FamilyLabels({ naming: names, withoutScope: short });
  const bounds = new BoundBytes((bound) => `${bound === Number.POSITIVE_INFINITY ? '+Inf' : bound}"} `);
  const written = (family: Family): WrittenFamily => ({
    family,
    header: headerOf(family),
    samples: family.type === 'histogram' ? new HistogramSamples(family.name, bounds) : new NumberSamples(family.name),
  });
  return {
    contentType: `text/plain; version=${version}; charset=utf-8${options.escaping === undefined ? '' : `; escaping=${escaping}`}`,
    write: (collection, resource, spent) =>
      pieces({
        before: short ? '' : targetInfo(targets.of(resource as SeriesPoint['attributes'], TARGET)?.text ?? ''),
        families: familiesOf(collection, short ? [] : [TARGET], names).map(written),
        labels,
        after: (isEmpty) => (isEmpty ? '# no registered metrics\n' : ''),
        spent,
      }),
  };
}

/** The old version has no quotes for names. */
function escapingOf({ version = '0.0.4', escaping = 'underscores' }: PrometheusTextOptions): typeof escaping {
  return version === '0.0.4' && escaping === 'allow-utf-8' ? 'underscores' : escaping;
}

function targetInfo(labels: string): string {
  const sample = labels === '' ? TARGET : `${TARGET}{${labels}}`;
  return `# HELP ${TARGET} Target metadata\n# TYPE ${TARGET} gauge\n${sample} 1\n`;
}

function headerOf({ name, type, unit, description }: Family): string {
  const written = writtenMetric(name);
  const help = `# HELP ${written} ${escapedHelp(description || 'description missing')}\n`;
  return `${help}${unit === '' ? '' : `# UNIT ${written} ${escapedHelp(unit)}\n`}# TYPE ${written} ${type}\n`;
}
