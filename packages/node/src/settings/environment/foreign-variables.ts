import { type Declaration, type Specification, unreadVariable } from '@portcall/core/internal';

/*
 * Variables that nothing here reads, and whose names are right all the same.
 */

const NO_LOGS = 'no logs are exported';
const NO_ZIPKIN = 'spans are not sent to Zipkin; a Collector between takes OTLP and sends them on';
function unread(
  unreadWhy: string,
  by: Specification,
  ...rows: readonly (readonly [name: string, does: string])[]
): readonly Declaration[] {
  return rows.map(([name, does]) => unreadVariable({ name, does, by, unread: unreadWhy }));
}

/** Said once where they are set. */
export const UNREAD_VARIABLES: readonly Declaration[] = [
  ...unread(
    NO_LOGS,
    'OpenTelemetry, stable',
    ['OTEL_LOGS_EXPORTER', 'Where log records go'],
    ['OTEL_BLRP_SCHEDULE_DELAY', 'How long a log record waits at most'],
    ['OTEL_BLRP_EXPORT_TIMEOUT', 'How long one export of log records may take'],
    ['OTEL_BLRP_MAX_QUEUE_SIZE', 'How many log records may wait'],
    ['OTEL_BLRP_MAX_EXPORT_BATCH_SIZE', 'How many log records are exported at once'],
    ['OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT', 'How many characters of a text a log record keeps'],
    ['OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT', 'How many attributes a log record keeps'],
    ...[
      'ENDPOINT',
      'INSECURE',
      'PROTOCOL',
      'HEADERS',
      'TIMEOUT',
      'COMPRESSION',
      'CERTIFICATE',
      'CLIENT_CERTIFICATE',
      'CLIENT_KEY',
    ].map((name) => [`OTEL_EXPORTER_OTLP_LOGS_${name}`, `As OTEL_EXPORTER_OTLP_${name}, of log records`] as const),
  ),
  ...unread(
    NO_ZIPKIN,
    'OpenTelemetry, deprecated',
    ['OTEL_EXPORTER_ZIPKIN_ENDPOINT', 'Where spans are sent to Zipkin'],
    ['OTEL_EXPORTER_ZIPKIN_TIMEOUT', 'How long one request to Zipkin may take'],
  ),
  ...unread(
    'the name is an old one; use OTEL_EXPORTER_OTLP_TRACES_INSECURE and OTEL_EXPORTER_OTLP_METRICS_INSECURE',
    'OpenTelemetry, deprecated',
    ['OTEL_EXPORTER_OTLP_SPAN_INSECURE', 'Whether gRPC goes without TLS, of spans'],
    ['OTEL_EXPORTER_OTLP_METRIC_INSECURE', 'Whether gRPC goes without TLS, of metrics'],
  ),
  ...unread('entities are not detected', 'OpenTelemetry, development', ['OTEL_ENTITIES', 'Entities of the resource']),
];

/** Read by others: instrumentations, detectors, other SDKs, the operator for Kubernetes, the Collector. */
const FOREIGN = [
  /^OTEL_INSTRUMENTATION_/,
  /^OTEL_SEMCONV_/,
  /^OTEL_RESOURCE_(?:ATTRIBUTES_|PROVIDERS_|DISABLED_KEYS)/,
  /^OTEL_(?:JAVA|JAVAAGENT|JMX|PYTHON|DOTNET|GO|PHP|RUBY|DENO|NODEJS|LAMBDA|INJECTOR|COLLECTOR|OPERATOR|EBPF|AWS)_/,
  /^OTEL_(?:DENO|POD_IP)$/,
  /^PORTCALL_(?:ENGINES|HOMES)$/,
  // Ours, from a process to those that it starts.
  /^PORTCALL_SHARED_ENDPOINT$/,
];

export function isForeign(name: string): boolean {
  return FOREIGN.some((pattern) => pattern.test(name));
}
