import type { Setting, SettingValue } from '@portcall/core';

/** Part of a file: a text, or lines under a key. */
type Tree = SettingValue | readonly Tree[] | { readonly [key: string]: Tree | undefined };

/**
 * Settings as a file of OpenTelemetry's declarative configuration, schema 1.1. Headers, certificates and keys are written as
 * references to the variables that hold them; what code alone says of them is left out, as is what no file can say.
 */
export function yamlOfSettings(settings: readonly Setting[]): string {
  return `${linesOf(treeOf(new Map(settings.map((setting) => [setting.name, setting])))).join('\n')}\n`;
}

type Settings = ReadonlyMap<string, Setting>;

function treeOf(all: Settings): Tree {
  const value = (name: string): SettingValue => all.get(name)?.value ?? null;
  const names = (name: string): readonly string[] => (value(name) as readonly string[] | null) ?? [];
  const limit = (name: string): SettingValue => value(`spanLimits.${name}`);
  return {
    file_format: '1.1',
    disabled: value('disabled'),
    log_level: LEVELS[String(value('logLevel'))] ?? value('logLevel'),
    resource: resourceOf(all),
    propagator: { composite: names('propagators').flatMap((one) => (one === 'none' ? [] : [{ [one]: null }])) },
    tracer_provider: {
      processors: names('traceExporters').flatMap((exporter) => processorOf(all, exporter)),
      limits: {
        attribute_value_length_limit: limit('attributeValueLengthLimit'),
        attribute_count_limit: limit('attributeCountLimit'),
        event_count_limit: limit('eventCountLimit'),
        link_count_limit: limit('linkCountLimit'),
        event_attribute_count_limit: limit('attributePerEventCountLimit'),
        link_attribute_count_limit: limit('attributePerLinkCountLimit'),
      },
      sampler: samplerOf(String(value('sampler')), value('samplerRatio')),
    },
    meter_provider: {
      readers: names('metricExporters').flatMap((exporter) => readerOf(all, exporter)),
      exemplar_filter: value('exemplarFilter'),
    },
  };
}

/** Of none there is no word in the schema, and nothing quieter than an error. */
const LEVELS: Readonly<Record<string, string>> = { verbose: 'trace', all: 'trace', none: 'fatal' };

function resourceOf(all: Settings): Tree {
  const pairs = (all.get('resourceAttributes')?.value ?? []) as readonly string[];
  const name = all.get('serviceName')?.value;
  const detectors = (all.get('resourceDetectors')?.value ?? []) as readonly string[];
  const known = detectors.flatMap((one) => (one === 'serviceinstance' ? 'service' : one));
  return {
    attributes: name === null || name === undefined ? [] : [{ name: 'service.name', value: name }],
    attributes_list: pairs.join(','),
    'detection/development': {
      detectors: known.filter((one) => one !== 'env' && one !== 'none').map((one) => ({ [one]: null })),
    },
  };
}

function samplerOf(name: string, ratio: SettingValue): Tree {
  const [, parent, root = ''] = /^(parentbased_)?(.*)$/.exec(name) ?? [];
  const sampler: Tree = root === 'traceidratio' ? { trace_id_ratio_based: { ratio } } : { [root]: null };
  return parent === undefined ? sampler : { parent_based: { root: sampler } };
}

function processorOf(all: Settings, exporter: string): readonly Tree[] {
  const made = exporterOf(all, exporter, 'traces');
  const of = (name: string): SettingValue => all.get(`spanBatching.${name}`)?.value ?? null;
  if (made === undefined) return [];
  return [
    {
      batch: {
        schedule_delay: of('delayMillis'),
        export_timeout: of('timeoutMillis'),
        max_queue_size: of('queueSize'),
        max_export_batch_size: of('batchSize'),
        exporter: made,
      },
    },
  ];
}

function readerOf(all: Settings, exporter: string): readonly Tree[] {
  const made = exporterOf(all, exporter, 'metrics');
  if (made === undefined) return [];
  if (exporter === 'prometheus') return [{ pull: { exporter: made } }];
  const interval = all.get('metricExportIntervalMillis')?.value ?? null;
  const timeout = all.get('metricExportTimeoutMillis')?.value ?? null;
  return [{ periodic: { interval, timeout, exporter: made } }];
}

function exporterOf(all: Settings, name: string, signal: 'traces' | 'metrics'): Tree | undefined {
  const prometheus = (option: string): SettingValue => all.get(`prometheus.${option}`)?.value ?? null;
  if (name === 'console') return { console: null };
  if (name === 'prometheus' && signal === 'metrics')
    return { 'prometheus/development': { host: prometheus('host'), port: prometheus('port') } };
  return name === 'otlp' ? otlpOf(all, signal) : undefined;
}

function otlpOf(all: Settings, signal: 'traces' | 'metrics'): Tree {
  const setting = (name: string): Setting | undefined => all.get(`otlp.${signal}.${name}`);
  const value = (name: string): SettingValue => setting(name)?.value ?? null;
  const referred = (name: string): string | null => {
    const { from, variable } = setting(name) ?? {};
    return from === 'variable' && variable !== undefined ? `\${${variable}}` : null;
  };
  const protocol = String(value('protocol'));
  const isGrpc = protocol === 'grpc';
  const tls = { ca_file: referred('tls.ca'), key_file: referred('tls.key'), cert_file: referred('tls.cert') };
  return {
    [isGrpc ? 'otlp_grpc' : 'otlp_http']: {
      endpoint: value('url'),
      tls,
      headers_list: referred('headers'),
      timeout: value('timeoutMillis'),
      compression: value('compression'),
      ...(isGrpc ? {} : { encoding: protocol.replace('http/', '') }),
      ...(signal === 'traces'
        ? {}
        : {
            temporality_preference: String(value('temporality')).replace('lowmemory', 'low_memory'),
            default_histogram_aggregation: all.get('histogramAggregation')?.value ?? null,
          }),
    },
  };
}

function linesOf(tree: Tree, indent = ''): readonly string[] {
  if (Array.isArray(tree)) return (tree as readonly Tree[]).flatMap((item) => itemLines(item, indent));
  return Object.entries(tree as Readonly<Record<string, Tree | undefined>>).flatMap(([key, member]) => {
    if (member === undefined) return [];
    if (member === null || typeof member !== 'object') return [`${indent}${key}:${scalar(member)}`];
    const isEmpty = Object.keys(member).length === 0;
    return isEmpty ? [`${indent}${key}: []`] : [`${indent}${key}:`, ...linesOf(member, `${indent}  `)];
  });
}

function itemLines(item: Tree, indent: string): readonly string[] {
  const [first = '', ...further] = linesOf(item, `${indent}  `);
  return [`${indent}- ${first.trimStart()}`, ...further];
}

/** A dollar sign of its own would begin a reference; a reference stays one. */
function scalar(value: SettingValue): string {
  if (value === null) return '';
  if (typeof value !== 'string') return ` ${String(value)}`;
  return ` ${JSON.stringify(/^\$\{\w+\}$/.test(value) ? value : value.replaceAll('$', '$$$$'))}`;
}
