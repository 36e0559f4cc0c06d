import { FileVariables } from './file-variables.js';
import type { FileNode } from './node-of-file.js';

/**
 * What a file of OpenTelemetry's declarative configuration says, as variables. What nobody reads here is not supported.
 * @param file as it is named to people
 */
export function variablesOfFile(root: FileNode, file: string): FileVariables {
  const said = new FileVariables(file);
  root.get('file_format');
  said.put('OTEL_SDK_DISABLED', root.get('disabled'));
  const level = root.get('log_level');
  const levelName = level?.text?.toLowerCase();
  if (levelName !== undefined) said.set('OTEL_LOG_LEVEL', LEVELS[levelName] ?? levelName, level);
  putResource(said, root.get('resource'));
  putLimits(said, root.get('attribute_limits'), 'OTEL_', ATTRIBUTE_LIMITS);
  putPropagators(said, root.get('propagator'));
  putTracer(said, root.get('tracer_provider'), root);
  putMeter(said, root.get('meter_provider'), root);
  return said;
}

const LEVELS: Readonly<Record<string, string>> = { trace: 'verbose', fatal: 'error' };

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
  if (pairs.length > 0) said.set('OTEL_RESOURCE_ATTRIBUTES', pairs.join(','), resource);
  const detectors = resource?.get('detection/development')?.get('detectors')?.items ?? [];
  const names = detectors.flatMap((detector) => detector.choice?.[0] ?? []);
  said.set(
    'OTEL_NODE_RESOURCE_DETECTORS',
    ['env', ...names.map((name) => DETECTORS[name] ?? name)].join(','),
    resource,
  );
}

const DETECTORS: Readonly<Record<string, string>> = { service: 'serviceinstance' };

function putPropagators(said: FileVariables, propagator: FileNode | undefined): void {
  const named = propagator?.get('composite')?.items.flatMap((one) => one.choice?.[0] ?? []) ?? [];
  const listed = propagator?.get('composite_list')?.text?.split(',') ?? [];
  said.set('OTEL_PROPAGATORS', [...named, ...listed].join(',') || 'none', propagator);
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
  for (const [key, name] of Object.entries(limits)) said.put(`${prefix}${name}`, node?.get(key));
}

function putTracer(said: FileVariables, provider: FileNode | undefined, root: FileNode): void {
  putLimits(said, provider?.get('limits'), 'OTEL_', SPAN_LIMITS);
  putSampler(said, provider?.get('sampler'));
  const exporters = (provider?.get('processors')?.items ?? []).flatMap((processor) => {
    const batch = processor.get('batch');
    putLimits(said, batch, 'OTEL_', BATCH);
    const exporter = (batch ?? processor.get('simple'))?.get('exporter');
    return exporter === undefined ? [] : exporterOf(said, exporter, 'TRACES');
  });
  said.set('OTEL_TRACES_EXPORTER', [...new Set(exporters)].join(',') || 'none', provider ?? root);
}

function putSampler(said: FileVariables, node: FileNode | undefined): void {
  const parent = node?.get('parent_based');
  const root = parent === undefined ? node : parent.get('root');
  const ratio = root?.get('trace_id_ratio_based');
  const name = ['always_on', 'always_off'].find((one) => root?.get(one) !== undefined);
  const chosen = ratio === undefined ? name : 'traceidratio';
  if (chosen === undefined) return;
  said.put('OTEL_TRACES_SAMPLER_ARG', ratio?.get('ratio'));
  said.set('OTEL_TRACES_SAMPLER', parent === undefined ? chosen : `parentbased_${chosen}`, node);
  // What a parent says is done, as these have it; anything else is not supported.
  for (const [key, only] of PARENTS) parent?.get(key)?.get(only);
}

const PARENTS = [
  ['remote_parent_sampled', 'always_on'],
  ['remote_parent_not_sampled', 'always_off'],
  ['local_parent_sampled', 'always_on'],
  ['local_parent_not_sampled', 'always_off'],
] as const;

function putMeter(said: FileVariables, provider: FileNode | undefined, root: FileNode): void {
  said.put('OTEL_METRICS_EXEMPLAR_FILTER', provider?.get('exemplar_filter'));
  const exporters = (provider?.get('readers')?.items ?? []).flatMap((reader) => {
    const periodic = reader.get('periodic');
    said.put('OTEL_METRIC_EXPORT_INTERVAL', periodic?.get('interval'));
    said.put('OTEL_METRIC_EXPORT_TIMEOUT', periodic?.get('timeout'));
    const exporter = (periodic ?? reader.get('pull'))?.get('exporter');
    return exporter === undefined ? [] : exporterOf(said, exporter, 'METRICS');
  });
  said.set('OTEL_METRICS_EXPORTER', [...new Set(exporters)].join(',') || 'none', provider ?? root);
}

function exporterOf(said: FileVariables, exporter: FileNode, signal: 'TRACES' | 'METRICS'): readonly string[] {
  if (exporter.get('console') !== undefined) return ['console'];
  const prometheus = signal === 'METRICS' ? exporter.get('prometheus/development') : undefined;
  if (prometheus !== undefined) {
    said.put('OTEL_EXPORTER_PROMETHEUS_HOST', prometheus.get('host'));
    said.put('OTEL_EXPORTER_PROMETHEUS_PORT', prometheus.get('port'));
    return ['prometheus'];
  }
  const prefix = `OTEL_EXPORTER_OTLP_${signal}_`;
  // Each signal goes to one receiver: a second one is left unread, and said not to be supported.
  if (said.has(`${prefix}PROTOCOL`)) return [];
  const http = exporter.get('otlp_http');
  const otlp = http ?? exporter.get('otlp_grpc');
  if (otlp === undefined) return [];
  putOtlp(said, otlp, prefix, http === undefined ? 'grpc' : 'http');
  return ['otlp'];
}

function putOtlp(said: FileVariables, otlp: FileNode, prefix: string, kind: 'http' | 'grpc'): void {
  const encoding = kind === 'http' ? (otlp.get('encoding')?.text ?? 'protobuf') : undefined;
  said.set(`${prefix}PROTOCOL`, encoding === undefined ? 'grpc' : `http/${encoding}`, otlp.get('encoding') ?? otlp);
  said.place(`${prefix}ENDPOINT`, otlp);
  said.put(`${prefix}ENDPOINT`, otlp.get('endpoint'));
  said.put(`${prefix}TIMEOUT`, otlp.get('timeout'));
  said.put(`${prefix}COMPRESSION`, otlp.get('compression'));
  const tls = otlp.get('tls');
  said.put(`${prefix}CERTIFICATE`, tls?.get('ca_file'));
  said.put(`${prefix}CLIENT_KEY`, tls?.get('key_file'));
  said.put(`${prefix}CLIENT_CERTIFICATE`, tls?.get('cert_file'));
  if (kind === 'grpc') said.put(`${prefix}INSECURE`, tls?.get('insecure'));
  const list = otlp.get('headers_list')?.text;
  const headers = (otlp.get('headers')?.items ?? []).flatMap((header) => {
    const [name, text] = [header.get('name')?.text, header.get('value')?.text];
    return name === undefined || text === undefined ? [] : [`${name}=${encodeURIComponent(text)}`];
  });
  const all = [...(list === undefined || list === '' ? [] : [list]), ...headers];
  if (all.length > 0) said.set(`${prefix}HEADERS`, all.join(','), otlp.get('headers') ?? otlp.get('headers_list'));
  if (prefix.includes('METRICS')) {
    const preference = otlp.get('temporality_preference');
    const temporality = preference?.text?.replace('_', '');
    if (temporality !== undefined) said.set(`${prefix}TEMPORALITY_PREFERENCE`, temporality, preference);
    said.put(`${prefix}DEFAULT_HISTOGRAM_AGGREGATION`, otlp.get('default_histogram_aggregation'));
  }
}
