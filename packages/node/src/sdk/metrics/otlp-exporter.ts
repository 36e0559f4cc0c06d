import type * as OtlpMetrics from '@opentelemetry/exporter-metrics-otlp-http';
import type { OTLPExporterNodeConfigBase } from '@opentelemetry/otlp-exporter-base';
import type * as Transport from '@opentelemetry/otlp-exporter-base/node-http';
import type * as Transformer from '@opentelemetry/otlp-transformer';
import type { SdkOtlpSettings } from '@portcall/exporters/internal';
import { lazily } from '../lazily.js';
import type { PushMetricExporter } from './metrics-sdk.js';

const CONTENT_TYPES = { 'http/protobuf': 'application/x-protobuf', 'http/json': 'application/json' } as const;

/**
 * OpenTelemetry's exporter of metrics over OTLP, as its packages for protobuf and for JSON make it. It reads the
 * environment for OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE.
 */
export function otlpExporter({ protocol, watch, ...settings }: SdkOtlpSettings): PushMetricExporter {
  const { OTLPMetricExporterBase } = lazily('@opentelemetry/exporter-metrics-otlp-http') as typeof OtlpMetrics;
  const { createOtlpHttpExportDelegate, httpAgentFactoryFromOptions } = lazily(
    '@opentelemetry/otlp-exporter-base/node-http',
  ) as typeof Transport;
  const { JsonMetricsSerializer, MetricsExporterMetricsHelper, ProtobufMetricsSerializer } = lazily(
    '@opentelemetry/otlp-transformer',
  ) as typeof Transformer;
  const headers = { ...settings.headers, 'Content-Type': CONTENT_TYPES[protocol] };
  const configuration = {
    url: settings.url,
    headers: async () => headers,
    timeoutMillis: settings.timeoutMillis,
    compression: settings.compression as NonNullable<OTLPExporterNodeConfigBase['compression']>,
    concurrencyLimit: 30,
    agentFactory: httpAgentFactoryFromOptions({ keepAlive: true, ...settings.tls }),
  };
  const exporter = new OTLPMetricExporterBase(
    createOtlpHttpExportDelegate(
      configuration,
      protocol === 'http/json' ? JsonMetricsSerializer : ProtobufMetricsSerializer,
      'otlp_http_exporter',
      MetricsExporterMetricsHelper,
      undefined,
    ),
  );
  watch(exporter);
  return exporter;
}
