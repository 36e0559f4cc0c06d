import { environmentOfTest } from '@portcall/conformance';
import type { Setting } from '@portcall/core';
import { otlp } from '@portcall/exporters';
import { VARIABLES } from '../settings/environment/variables.js';
import type { RegisterOptions } from '../settings/settings.js';
import { configurationOf } from './configuration.js';

const { before, said } = environmentOfTest();

function settings(variables: Readonly<Record<string, string>>, options: RegisterOptions = {}): readonly Setting[] {
  process.env = { ...before, ...variables };
  return configurationOf(options);
}

function setting(
  name: string,
  variables: Readonly<Record<string, string>>,
  options?: RegisterOptions,
): Setting | undefined {
  return settings(variables, options).find((one) => one.name === name);
}

/** What a variable holds, the setting that it says, and what that is then; and what it cannot hold. */
type Case = readonly [text: string, setting: string, value: Setting['value'], wrong?: string];

const BOTH = { OTEL_METRICS_EXPORTER: 'otlp,prometheus' };

const CASES: Readonly<Record<string, Case>> = {
  OTEL_SDK_DISABLED: ['TRUE', 'disabled', true, 'yes'],
  OTEL_LOG_LEVEL: ['Debug', 'logLevel', 'debug', 'loud'],
  OTEL_SERVICE_NAME: ['shop', 'serviceName', 'shop'],
  OTEL_RESOURCE_ATTRIBUTES: ['a=1,b=2', 'resourceAttributes', ['a=1', 'b=2']],
  OTEL_NODE_RESOURCE_DETECTORS: ['Host, os', 'resourceDetectors', ['host', 'os'], 'gcp'],
  OTEL_PROPAGATORS: ['B3, tracecontext,b3', 'propagators', ['b3', 'tracecontext'], 'ottrace'],
  OTEL_TRACES_EXPORTER: ['Console,none', 'traceExporters', ['console', 'none'], 'zipkin'],
  OTEL_METRICS_EXPORTER: ['prometheus', 'metricExporters', ['prometheus'], 'statsd'],
  OTEL_TRACES_SAMPLER: ['ALWAYS_off', 'sampler', 'always_off', 'jaeger_remote'],
  OTEL_TRACES_SAMPLER_ARG: ['0.25', 'samplerRatio', 0.25, '2'],
  OTEL_BSP_SCHEDULE_DELAY: ['7', 'spanBatching.delayMillis', 7, '-1'],
  OTEL_BSP_EXPORT_TIMEOUT: ['8', 'spanBatching.timeoutMillis', 8, '0.5'],
  OTEL_BSP_MAX_QUEUE_SIZE: ['9', 'spanBatching.queueSize', 9, 'abc'],
  OTEL_BSP_MAX_EXPORT_BATCH_SIZE: ['10', 'spanBatching.batchSize', 10, '0'],
  OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: ['11', 'spanLimits.attributeCountLimit', 11, '-1'],
  OTEL_ATTRIBUTE_COUNT_LIMIT: ['12', 'spanLimits.attributeCountLimit', 12, 'x'],
  OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: ['13', 'spanLimits.attributeValueLengthLimit', 13, '0'],
  OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: ['14', 'spanLimits.attributeValueLengthLimit', 14, 'x'],
  OTEL_SPAN_EVENT_COUNT_LIMIT: ['0', 'spanLimits.eventCountLimit', 0, '1.5'],
  OTEL_SPAN_LINK_COUNT_LIMIT: ['16', 'spanLimits.linkCountLimit', 16, 'x'],
  OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT: ['17', 'spanLimits.attributePerEventCountLimit', 17, 'x'],
  OTEL_SPAN_ATTRIBUTE_PER_EVENT_COUNT_LIMIT: ['18', 'spanLimits.attributePerEventCountLimit', 18, 'x'],
  OTEL_LINK_ATTRIBUTE_COUNT_LIMIT: ['19', 'spanLimits.attributePerLinkCountLimit', 19, 'x'],
  OTEL_SPAN_ATTRIBUTE_PER_LINK_COUNT_LIMIT: ['20', 'spanLimits.attributePerLinkCountLimit', 20, 'x'],
  OTEL_NODE_ENABLED_INSTRUMENTATIONS: ['HTTP, pino', 'enabledInstrumentations', ['http', 'pino']],
  OTEL_NODE_DISABLED_INSTRUMENTATIONS: ['fs', 'disabledInstrumentations', ['fs']],
  OTEL_NODE_EXPERIMENTAL_SDK_METRICS: ['True', 'sdkMetrics', true, 'yes'],
  OTEL_METRIC_EXPORT_INTERVAL: ['21', 'metricExportIntervalMillis', 21, '0'],
  OTEL_METRIC_EXPORT_TIMEOUT: ['22', 'metricExportTimeoutMillis', 22, 'soon'],
  OTEL_METRICS_EXEMPLAR_FILTER: ['Always_On', 'exemplarFilter', 'always_on', 'some'],
  OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: [
    'BASE2_exponential_bucket_histogram',
    'histogramAggregation',
    'base2_exponential_bucket_histogram',
    'linear',
  ],
  OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: ['LowMemory', 'otlp.metrics.temporality', 'lowmemory', 'daily'],
  OTEL_EXPORTER_PROMETHEUS_HOST: ['::1', 'prometheus.host', '::1'],
  OTEL_EXPORTER_PROMETHEUS_PORT: ['0', 'prometheus.port', 0, '70000'],
  ...ofSignals('ENDPOINT', 'url', ['http://one:1/x', 'ftp://x'], (own, signal) =>
    own ? 'http://one:1/x' : `http://one:1/x/v1/${signal}`,
  ),
  ...ofSignals('PROTOCOL', 'protocol', ['HTTP/json', 'udp'], () => 'http/json'),
  ...ofSignals('HEADERS', 'headers', ['a=secret,b=secret'], () => ['a=[redacted]', 'b=[redacted]']),
  ...ofSignals('TIMEOUT', 'timeoutMillis', ['23', '-1'], () => 23),
  ...ofSignals('COMPRESSION', 'compression', ['GZIP', 'zip'], () => 'gzip'),
};

function ofSignals(
  variable: string,
  name: string,
  [text, wrong]: readonly [text: string, wrong?: string],
  value: (own: boolean, signal: string) => Setting['value'],
): Record<string, Case> {
  const of = (own: boolean, signal: string): Case => {
    const shown = [text, `otlp.${signal}.${name}`, value(own, signal)] as const;
    return wrong === undefined ? shown : [...shown, wrong];
  };
  return {
    [`OTEL_EXPORTER_OTLP_${variable}`]: of(false, 'traces'),
    [`OTEL_EXPORTER_OTLP_TRACES_${variable}`]: of(true, 'traces'),
    [`OTEL_EXPORTER_OTLP_METRICS_${variable}`]: of(true, 'metrics'),
  };
}

describe.each(Object.entries(CASES))('%s', (variable, [text, name, value, wrong]) => {
  it('is what it says', () => {
    expect(setting(name, { ...BOTH, [variable]: text })).toEqual({ name, value, from: 'variable', variable });
    expect(said).toEqual([]);
  });

  it('counts as not set where it is empty', () => {
    const { [variable]: _, ...others } = BOTH as Readonly<Record<string, string>>;
    const unset = setting(name, others);
    expect(unset === undefined || unset.from === 'default').toBe(true);
    expect(setting(name, { ...others, [variable]: ' ' })).toEqual(unset);
  });

  if (wrong === undefined) return;
  it('is one line where it cannot work, and the default holds', () => {
    const others = variable === 'OTEL_METRICS_EXPORTER' ? {} : BOTH;
    const unset = setting(name, others);
    expect(setting(name, { ...others, [variable]: wrong })).toEqual(unset);
    expect(said).toEqual([expect.stringMatching(new RegExp(`^${variable}: .*; .* (is|are) used; `))]);
  });

  it('throws where variables are read strictly', () => {
    expect(() => settings({ ...BOTH, [variable]: wrong }, { strict: true })).toThrow(variable);
  });
});

/** Shown by the tests of TLS (exporters), of gRPC, of the file, of what is listened to (http), and of models. */
const ELSEWHERE = /_(?:CERTIFICATE|CLIENT_KEY|INSECURE|CONFIG_FILE|CHANNELS|CAPTURE_MESSAGE_CONTENT)$/;

it('every variable that is read has a case above', () => {
  const read = VARIABLES.filter(({ unread }) => unread === undefined).map(({ name }) => name);
  expect(read.filter((name) => CASES[name] === undefined && !ELSEWHERE.test(name))).toEqual([]);
});

describe('a setting', () => {
  it('of code goes before a variable', () => {
    const options: RegisterOptions = {
      serviceName: 'mine',
      metricExportIntervalMillis: 5,
      propagators: ['b3'],
      exporters: [otlp({ url: 'http://me:secret@here:1?key=secret', headers: { authorization: 'secret' } })],
    };
    const variables = Object.fromEntries(Object.entries(CASES).map(([name, [text]]) => [name, text]));
    const all = settings(variables, options);
    const of = (name: string) => all.find((one) => one.name === name);
    expect(of('serviceName')).toMatchObject({ value: 'mine', from: 'code' });
    expect(of('metricExportIntervalMillis')).toMatchObject({ value: 5, from: 'code' });
    expect(of('propagators')).toMatchObject({ value: ['b3'], from: 'code' });
    expect(of('metricExporters')).toMatchObject({ value: ['otlp'], from: 'code' });
    expect(of('otlp.metrics.url')).toMatchObject({ value: 'http://here:1/v1/metrics', from: 'code' });
    expect(JSON.stringify(all)).not.toContain('secret');
  });

  it('without code and variables is its default, and names the variable that would say it', () => {
    expect(setting('sampler', {})).toEqual({
      name: 'sampler',
      value: 'parentbased_always_on',
      from: 'default',
      variable: 'OTEL_TRACES_SAMPLER',
    });
    expect(setting('seriesLimit', {})).toEqual({ name: 'seriesLimit', value: 2_000, from: 'default' });
  });
});
