import type { Collection, SeriesPoint } from '@portcall/metrics';
import { type Family, familiesOf } from './families.js';
import { LabelTexts } from './label-texts.js';
import { type NamingOptions, naming } from './names/translation.js';
import { header } from './open-metrics/header.js';
import { familiesOfOne, TARGET } from './open-metrics/one.js';
import { familiesOfTwo } from './open-metrics/two.js';
import { FamilyLabels } from './samples/member-labels.js';
import { type PrometheusWriter, pieces } from './writer.js';

export interface OpenMetricsTextOptions extends NamingOptions {
  /** 2.0.0 is a release candidate. @default '1.0.0' */
  readonly version?: '1.0.0' | '2.0.0';
}

const INFO = 'target_info';

/**
 * OpenMetrics as text, with exemplars and with the time since when each counter and histogram is counted.
 *
 * - 1.0.0: lines `_created`, at most one exemplar for a bucket; exponential histograms have no buckets.
 * - 2.0.0: one line for a series, with the buckets of a histogram, exponential ones too, and every exemplar. A counter has
 *   `_total` where its name has it.
 *
 * Negative or not a number, a counter's value is left out and reported, as a reader would refuse the whole text.
 *
 * @see https://prometheus.io/docs/specs/om/open_metrics_spec/
 * @see https://prometheus.io/docs/specs/om/open_metrics_spec_2_0/
 */
export function openMetricsText(options: OpenMetricsTextOptions = {}): PrometheusWriter {
  const { version = '1.0.0', escaping } = options;
  const names = naming(options);
  const targets = new LabelTexts({ nameOf: (key) => names.label(key) });
  const labels = new FamilyLabels({ naming: names, withoutScope: false });
  const begin = (collection: Collection) => familiesOf(collection, [INFO], names);
  return {
    contentType: `application/openmetrics-text; version=${version}; charset=utf-8${escaping === undefined ? '' : `; escaping=${escaping}`}`,
    write(collection, resource, spent) {
      const families = begin(collection);
      const target = targets.of(resource as SeriesPoint['attributes'], INFO)?.text ?? '';
      return pieces({
        before: targetInfo(infoName(version, families), target),
        families: version === '1.0.0' ? familiesOfOne(families) : familiesOfTwo(families),
        labels,
        after: () => '# EOF\n',
        spent,
      });
    },
  };
}

/** In 1.0 an info is named without `_info`; where that is a metric's name, what is known of the process is a gauge. */
function infoName(version: '1.0.0' | '2.0.0', families: readonly Family[]): { name: string; type: string } {
  if (version === '2.0.0') return { name: INFO, type: 'info' };
  return families.some(({ name }) => name === TARGET) ? { name: INFO, type: 'gauge' } : { name: TARGET, type: 'info' };
}

function targetInfo(named: { readonly name: string; readonly type: string }, labels: string): string {
  const top = header({ ...named, unit: '', description: 'Target metadata' });
  return `${top}${labels === '' ? INFO : `${INFO}{${labels}}`} 1\n`;
}
