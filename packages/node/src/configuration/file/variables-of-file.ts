import type { FileNode } from './node-of-file.js';

/** The variables that say the same as a file. */
export type FileVariables = Map<string, string>;

/** What a file of OpenTelemetry's declarative configuration says, as variables. What nobody reads here is not supported. */
export function variablesOfFile(root: FileNode): FileVariables {
  const said: FileVariables = new Map();
  root.get('file_format');
  put(said, 'OTEL_SDK_DISABLED', root.get('disabled'));
  const level = root.get('log_level')?.text?.toLowerCase();
  if (level !== undefined) said.set('OTEL_LOG_LEVEL', LEVELS[level] ?? level);
  putResource(said, root.get('resource'));
  putLimits(said, root.get('attribute_limits'), 'OTEL_', ATTRIBUTE_LIMITS);
  putPropagators(said, root.get('propagator'));
  putTracer(said, root.get('tracer_provider'));
  putMeter(said, root.get('meter_provider'));
  return said;
}

const LEVELS: Readonly<Record<string, string>> = { trace: 'verbose', fatal: 'error' };

function put(said: FileVariables, variable: string, node: FileNode | undefined): void {
  if (node?.text !== undefined && node.text !== '') said.set(variable, node.text);
}

function putResource(said: FileVariables, resource: FileNode | undefined): void {
  const attributes = new Map<string, string>();
  for (const pair of resource?.get('attributes_list')?.text?.split(',') ?? []) {
    const [name, ...rest] = pair.split('=');
    if (name?.trim()) attributes.set(name.trim(), rest.join('=').trim());
  }
  for (const attribute of resource?.get('attributes')?.items ?? []) {
    attribute.get('type');
    const [name, value] = [attribute.get('name')?.text, attribute.get('value')];
    if (name !== undefined && value?.text !== undefined) attributes.set(name, encodeURIComponent(value.text));
  }
  const pairs = [...attributes].map(([name, value]) => `${name}=${value}`);
  if (pairs.length > 0) said.set('OTEL_RESOURCE_ATTRIBUTES', pairs.join(','));
  const detectors = resource?.get('detection/development')?.get('detectors')?.items ?? [];
  const names = detectors.flatMap((detector) => detector.choice?.[0] ?? []);
  said.set('OTEL_NODE_RESOURCE_DETECTORS', ['env', ...names.map((name) => DETECTORS[name] ?? name)].join(','));
}

const DETECTORS: Readonly<Record<string, string>> = { service: 'serviceinstance' };

function putPropagators(said: FileVariables, propagator: FileNode | undefined): void {
  const named = propagator?.get('composite')?.items.flatMap((one) => one.choice?.[0] ?? []) ?? [];
  const listed = propagator?.get('composite_list')?.text?.split(',') ?? [];
  said.set('OTEL_PROPAGATORS', [...named, ...listed].join(',') || 'none');
}

type Limits = Readonly<Record<string, string>>;

const ATTRIBUTE_LIMITS: Limits = {
  attribute_value_length_limit: 'ATTRIBUTE_VALUE_LENGTH_LIMIT',
  attribute_count_limit: 'ATTRIBUTE_COUNT_LIMIT',
};
const SPAN_LIMITS: Limits = {
  attribute_value_length_limit: 'SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT',
  attribute_count_limit: 'SPAN_ATTRIBUTE_COUNT_LIMIT',
  event_count_limit: 'SPAN_EVENT_COUNT_LIMIT',
  link_count_limit: 'SPAN_LINK_COUNT_LIMIT',
  event_attribute_count_limit: 'EVENT_ATTRIBUTE_COUNT_LIMIT',
  link_attribute_count_limit: 'LINK_ATTRIBUTE_COUNT_LIMIT',
};
const BATCH: Limits = {
  schedule_delay: 'BSP_SCHEDULE_DELAY',
  export_timeout: 'BSP_EXPORT_TIMEOUT',
  max_queue_size: 'BSP_MAX_QUEUE_SIZE',
  max_export_batch_size: 'BSP_MAX_EXPORT_BATCH_SIZE',
};

function putLimits(said: FileVariables, node: FileNode | undefined, prefix: string, limits: Limits): void {
  for (const [key, name] of Object.entries(limits)) put(said, `${prefix}${name}`, node?.get(key));
}

function putTracer(said: FileVariables, provider: FileNode | undefined): void {
  putLimits(said, provider?.get('limits'), 'OTEL_', SPAN_LIMITS);
  putSampler(said, provider?.get('sampler'));
  const exporters = (provider?.get('processors')?.items ?? []).flatMap((processor) => {
    const batch = processor.get('batch');
    putLimits(said, batch, 'OTEL_', BATCH);
    const exporter = (batch ?? processor.get('simple'))?.get('exporter');
    return exporter === undefined ? [] : exporterOf(said, exporter, 'TRACES');
  });
  said.set('OTEL_TRACES_EXPORTER', [...new Set(exporters)].join(',') || 'none');
}

function putSampler(said: FileVariables, node: FileNode | undefined): void {
  const parent = node?.get('parent_based');
  const root = parent === undefined ? node : parent.get('root');
  const ratio = root?.get('trace_id_ratio_based');
  const name = ['always_on', 'always_off'].find((one) => root?.get(one) !== undefined);
  const chosen = ratio === undefined ? name : 'traceidratio';
  if (chosen === undefined) return;
  put(said, 'OTEL_TRACES_SAMPLER_ARG', ratio?.get('ratio'));
  said.set('OTEL_TRACES_SAMPLER', parent === undefined ? chosen : `parentbased_${chosen}`);
  // What a parent says is done, as these have it; anything else is not supported.
  for (const [key, only] of PARENTS) parent?.get(key)?.get(only);
}

const PARENTS = [
  ['remote_parent_sampled', 'always_on'],
  ['remote_parent_not_sampled', 'always_off'],
  ['local_parent_sampled', 'always_on'],
  ['local_parent_not_sampled', 'always_off'],
] as const;

function putMeter(said: FileVariables, provider: FileNode | undefined): void {
  put(said, 'OTEL_METRICS_EXEMPLAR_FILTER', provider?.get('exemplar_filter'));
  const exporters = (provider?.get('readers')?.items ?? []).flatMap((reader) => {
    const periodic = reader.get('periodic');
    put(said, 'OTEL_METRIC_EXPORT_INTERVAL', periodic?.get('interval'));
    put(said, 'OTEL_METRIC_EXPORT_TIMEOUT', periodic?.get('timeout'));
    const exporter = (periodic ?? reader.get('pull'))?.get('exporter');
    return exporter === undefined ? [] : exporterOf(said, exporter, 'METRICS');
  });
  said.set('OTEL_METRICS_EXPORTER', [...new Set(exporters)].join(',') || 'none');
}

function exporterOf(said: FileVariables, exporter: FileNode, signal: 'TRACES' | 'METRICS'): readonly string[] {
  if (exporter.get('console') !== undefined) return ['console'];
  const prometheus = signal === 'METRICS' ? exporter.get('prometheus/development') : undefined;
  if (prometheus !== undefined) {
    put(said, 'OTEL_EXPORTER_PROMETHEUS_HOST', prometheus.get('host'));
    put(said, 'OTEL_EXPORTER_PROMETHEUS_PORT', prometheus.get('port'));
    return ['prometheus'];
  }
  const http = exporter.get('otlp_http');
  const otlp = http ?? exporter.get('otlp_grpc');
  if (otlp === undefined) return [];
  putOtlp(said, otlp, `OTEL_EXPORTER_OTLP_${signal}_`, http === undefined ? 'grpc' : 'http');
  return ['otlp'];
}

function putOtlp(said: FileVariables, otlp: FileNode, prefix: string, kind: 'http' | 'grpc'): void {
  const encoding = kind === 'http' ? (otlp.get('encoding')?.text ?? 'protobuf') : undefined;
  said.set(`${prefix}PROTOCOL`, encoding === undefined ? 'grpc' : `http/${encoding}`);
  const [key, value] = [`${prefix}ENDPOINT`, otlp.get('endpoint')];
  put(said, key, value);
  put(said, `${prefix}TIMEOUT`, otlp.get('timeout'));
  put(said, `${prefix}COMPRESSION`, otlp.get('compression'));
  const tls = otlp.get('tls');
  put(said, `${prefix}CERTIFICATE`, tls?.get('ca_file'));
  put(said, `${prefix}CLIENT_KEY`, tls?.get('key_file'));
  put(said, `${prefix}CLIENT_CERTIFICATE`, tls?.get('cert_file'));
  if (kind === 'grpc') put(said, `${prefix}INSECURE`, tls?.get('insecure'));
  const list = otlp.get('headers_list')?.text;
  const headers = (otlp.get('headers')?.items ?? []).flatMap((header) => {
    const [name, text] = [header.get('name')?.text, header.get('value')?.text];
    return name === undefined || text === undefined ? [] : [`${name}=${encodeURIComponent(text)}`];
  });
  const all = [...(list === undefined || list === '' ? [] : [list]), ...headers];
  if (all.length > 0) said.set(`${prefix}HEADERS`, all.join(','));
  if (prefix.includes('METRICS')) {
    const preference = otlp.get('temporality_preference')?.text;
    if (preference !== undefined) said.set(`${prefix}TEMPORALITY_PREFERENCE`, preference.replace('_', ''));
    put(said, `${prefix}DEFAULT_HISTOGRAM_AGGREGATION`, otlp.get('default_histogram_aggregation'));
  }
}
