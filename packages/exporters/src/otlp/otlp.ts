import type { Exporter } from '../exporter.js';
import { otlpMetrics } from './metrics/otlp-metrics.js';
import { temporalityFromEnvironment } from './metrics/temporality.js';
import { checkOtlpOptions, type OtlpOptions } from './otlp-settings.js';
import { withReceivers } from './receiver-of.js';
import { Endpoints, otlpOutbox } from './sending/otlp-outbox.js';
import { otlpSettingsOf } from './settings/signal-settings.js';
import { shownUrl } from './shown-url.js';
import { otlpSpans } from './spans/otlp-spans.js';

/**
 * Sends metrics and spans to an OTLP receiver over HTTP, as protobuf or JSON. What its options leave open, the variables
 * OTEL_EXPORTER_OTLP_* say; one of them that cannot work is reported and passed over.
 *
 * What cannot be delivered is kept and sent again until it is, within `maxQueueBytes` in memory, and on disk where there is
 * a spool. That a receiver fails is reported with its answer and what to do; whatever is lost is counted. What a receiver says is printed as one line without control characters; user, password and query of its
 * URL and what headers hold are not printed.
 *
 * @throws Error for what is not an HTTP URL, or that ends in the path that is appended, for headers that HTTP does not allow,
 *   and for other values that cannot work; when registering also for a protocol of grpc
 * @see https://opentelemetry.io/docs/specs/otel/protocol/exporter/
 */
export function otlp(options: OtlpOptions = {}): Exporter {
  checkOtlpOptions(options);
  const { url } = options;
  const shared = { endpoints: new Endpoints(), options };
  const exporter = Object.freeze<Exporter>({
    name: 'otlp',
    ...(url === undefined ? {} : { destination: shownUrl(url) }),
    metrics(source) {
      const settings = otlpSettingsOf('metrics', options);
      const temporality = temporalityFromEnvironment();
      const carried = temporality === 'cumulative' ? { carriesOver: true } : { deltasOf: source };
      return otlpMetrics(source.reading(temporality), source, {
        settings,
        ...otlpOutbox('metrics', settings, { ...shared, ...carried }),
      });
    },
    spans() {
      const settings = otlpSettingsOf('traces', options);
      return otlpSpans(settings, otlpOutbox('spans', settings, shared));
    },
  });
  return withReceivers(exporter, options);
}
