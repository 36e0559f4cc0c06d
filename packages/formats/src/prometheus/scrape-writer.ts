import type { NamingOptions, TranslationStrategy } from './names/translation.js';
import type { ScrapeFormat } from './negotiation.js';
import { openMetricsText } from './open-metrics.js';
import { prometheusProtobuf } from './protobuf/protobuf.js';
import { prometheusText } from './text.js';
import type { PrometheusWriter } from './writer.js';

/** The writer of a format that was agreed upon. */
export function scrapeWriter(
  { name, escaping }: ScrapeFormat,
  translationStrategy?: TranslationStrategy,
): PrometheusWriter {
  const names: NamingOptions = {
    ...(translationStrategy === undefined ? {} : { translationStrategy }),
    ...(escaping === undefined ? {} : { escaping }),
  };
  switch (name) {
    case 'text 0.0.4':
      return prometheusText(names);
    case 'text 1.0.0':
      return prometheusText({ ...names, version: '1.0.0' });
    case 'OpenMetrics 1.0.0':
      return openMetricsText(names);
    case 'OpenMetrics 2.0.0':
      return openMetricsText({ ...names, version: '2.0.0' });
    case 'protobuf':
      return prometheusProtobuf(names);
  }
}
