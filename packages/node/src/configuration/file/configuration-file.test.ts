// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references of configuration files look like it
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { forgetProblems, onProblem, type Setting } from '@portcall/core';
import fc from 'fast-check';
import type { RegisterOptions } from '../../settings/settings.js';
import { configurationOf } from '../configuration.js';
import { substituted } from './substituted.js';
import { yamlOfSettings } from './yaml-of-settings.js';

const folder = mkdtempSync(join(tmpdir(), 'portcall-file-'));
const path = join(folder, 'otel.yaml');
const before = { ...process.env };
let said: string[];
let stop: () => void;

beforeEach(() => {
  forgetProblems();
  said = [];
  stop = onProblem(({ message }) => said.push(message.replaceAll(path, 'FILE')));
});
afterEach(() => {
  stop();
  process.env = { ...before };
});
afterAll(() => rmSync(folder, { recursive: true }));

function fromFile(yaml: string, variables: Readonly<Record<string, string>> = {}, options: RegisterOptions = {}) {
  writeFileSync(path, yaml);
  process.env = { ...before, OTEL_CONFIG_FILE: path, ...variables };
  return configurationOf(options);
}

const settingOf = (settings: readonly Setting[], name: string) => settings.find((one) => one.name === name)?.value;

describe('what is put into a file', () => {
  // https://opentelemetry.io/docs/specs/otel/configuration/data-model/#environment-variable-substitution
  const VARIABLES = { STRING: 'value', BOOL: 'true', EMPTY: '', UNDEFINED: undefined, OTHER: '${STRING}' };
  it.each([
    ['${STRING}', 'value'],
    ['${env:STRING}', 'value'],
    ['foo ${STRING} ${BOOL}', 'foo value true'],
    ['${UNDEFINED:-fallback}', 'fallback'],
    ['${EMPTY:-fallback}', 'fallback'],
    ['${UNDEFINED}', ''],
    ['${OTHER}', '${STRING}'],
    ['$${STRING}', '${STRING}'],
    ['$$${STRING}', '$value'],
    ['$$$${STRING}', '$${STRING}'],
    ['a $$ b $', 'a $ b $'],
    ['${1A}', undefined],
    ['${STRING:?error}', undefined],
  ])('%s is %s', (text, whole) => {
    expect(substituted(text, VARIABLES)).toBe(whole);
  });
});

it('a file says everything, and other variables only where it refers to them', () => {
  const settings = fromFile(
    `file_format: "1.1"
resource:
  attributes:
    - name: service.name
      value: \${NAME:-shop}
tracer_provider:
  processors:
    - batch:
        max_queue_size: \${SIZE}
        exporter:
          otlp_http:
            endpoint: \${OTEL_EXPORTER_OTLP_ENDPOINT:-http://localhost:4318}/v1/traces
            headers:
              - name: authorization
                value: \${KEY}
  sampler:
    parent_based:
      root:
        trace_id_ratio_based:
          ratio: 0.25
`,
    { SIZE: '77', KEY: 'c4n4ry, 5', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://there:1', OTEL_METRIC_EXPORT_INTERVAL: '5' },
  );
  expect(said).toEqual([]);
  expect(settings.find(({ name }) => name === 'spanBatching.queueSize')).toMatchObject({ value: 77, from: 'file' });
  expect(settingOf(settings, 'sampler')).toBe('parentbased_traceidratio');
  expect(settingOf(settings, 'samplerRatio')).toBe(0.25);
  expect(settingOf(settings, 'otlp.traces.url')).toBe('http://there:1/v1/traces');
  expect(settingOf(settings, 'otlp.traces.headers')).toEqual(['authorization=[redacted]']);
  expect(settingOf(settings, 'metricExporters')).toEqual(['none']);
  expect(settingOf(settings, 'metricExportIntervalMillis')).toBe(60_000);
  expect(JSON.stringify(settings)).not.toContain('c4n4ry');
});

it('what cannot be read is said with line and column, and what is not supported by its path', () => {
  fromFile('file_format: "1.1"\nresource:\n  attributes: [\n');
  expect(said).toEqual([
    expect.stringMatching(/^OTEL_CONFIG_FILE: FILE:4:1: .*; defaults are used; correct the file$/),
  ]);
  forgetProblems();
  said = [];
  fromFile(
    'file_format: "1.1"\nlogger_provider:\n  processors: []\nmeter_provider:\n  readers:\n    - periodic:\n        exporter:\n          otlp_file/development:\n',
  );
  expect(said).toEqual([
    'OTEL_CONFIG_FILE: FILE:2:1: logger_provider is not supported; it is left out; remove it',
    'OTEL_CONFIG_FILE: FILE:8:11: meter_provider.readers[0].periodic.exporter.otlp_file/development is not supported; it is left out; remove it',
  ]);
});

it('says which reference is none, which format it cannot be sure of, and which file cannot be read', () => {
  fromFile('file_format: "0.4"\nlog_level: "${1A}"\n');
  expect(said.map((line) => line.split(';')[0])).toEqual([
    'OTEL_CONFIG_FILE: FILE:2:12: ${1A} refers to no variable',
    'OTEL_CONFIG_FILE: FILE:1:1: file_format is not 1.x',
    'FILE:2:1: log_level: unknown level "${1a}"',
  ]);
  said = [];
  fromFile('', { OTEL_CONFIG_FILE: join(folder, 'none.yaml') });
  expect(said).toEqual([expect.stringContaining('the file cannot be read (ENOENT); defaults are used')]);
});

it('the old name is read too, with a hint', () => {
  const settings = fromFile('file_format: "1.1"\ndisabled: true\n', {
    OTEL_CONFIG_FILE: '',
    OTEL_EXPERIMENTAL_CONFIG_FILE: path,
  });
  expect(settingOf(settings, 'disabled')).toBe(true);
  expect(said).toEqual(['OTEL_EXPERIMENTAL_CONFIG_FILE: it is an old name; the file is read; write OTEL_CONFIG_FILE']);
});

it('throws what is wrong where variables are read strictly, and leaves them as they were', () => {
  expect(() => fromFile('logger_provider: {}\n', {}, { strict: true })).toThrow('file_format is not 1.x');
  process.env = { ...before, OTEL_BSP_MAX_QUEUE_SIZE: '5' };
  expect(settingOf(configurationOf(), 'spanBatching.queueSize')).toBe(5);
});

/** A file says of what is exported how, and nothing of what is not. */
function isUsedIn(all: readonly Setting[]): (setting: Setting) => boolean {
  const exportersOf = (name: string) => settingOf(all, name) as readonly string[];
  const isTraced = exportersOf('traceExporters').some((name) => name !== 'none');
  const isPushed = exportersOf('metricExporters').some((name) => name !== 'prometheus');
  return ({ name }) =>
    name.startsWith('spanBatching.') ? isTraced : /^metricExport\w+Millis$/.test(name) ? isPushed : true;
}

describe('the file that is printed', () => {
  const number = fc.integer({ min: 1, max: 100_000 }).map(String);
  const exporters = fc.uniqueArray(fc.constantFrom('otlp', 'console', 'prometheus'), { minLength: 1 });
  const text = fc.string({
    unit: fc.constantFrom('a', 'B', '7', '$', '{', '}', '"', '#', ':', '-', 'é'),
    minLength: 1,
  });
  const variables = fc.record(
    {
      OTEL_SDK_DISABLED: fc.constantFrom('true', 'false'),
      OTEL_LOG_LEVEL: fc.constantFrom('error', 'warn', 'info', 'debug', 'verbose'),
      OTEL_SERVICE_NAME: text,
      OTEL_NODE_RESOURCE_DETECTORS: fc.constantFrom('env', 'env,host', 'env,process,container'),
      OTEL_PROPAGATORS: fc.constantFrom('b3', 'tracecontext,b3multi', 'none'),
      OTEL_TRACES_EXPORTER: exporters.map((all) => all.filter((one) => one !== 'prometheus').join(',') || 'none'),
      OTEL_METRICS_EXPORTER: exporters.map((all) => all.join(',')),
      OTEL_TRACES_SAMPLER: fc.constantFrom(
        'always_on',
        'traceidratio',
        'parentbased_always_off',
        'parentbased_traceidratio',
      ),
      OTEL_BSP_SCHEDULE_DELAY: number,
      OTEL_BSP_EXPORT_TIMEOUT: number,
      OTEL_BSP_MAX_QUEUE_SIZE: number,
      OTEL_BSP_MAX_EXPORT_BATCH_SIZE: number,
      OTEL_ATTRIBUTE_COUNT_LIMIT: number,
      OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: number,
      OTEL_SPAN_EVENT_COUNT_LIMIT: number,
      OTEL_SPAN_LINK_COUNT_LIMIT: number,
      OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT: number,
      OTEL_LINK_ATTRIBUTE_COUNT_LIMIT: number,
      OTEL_METRIC_EXPORT_INTERVAL: number,
      OTEL_METRIC_EXPORT_TIMEOUT: number,
      OTEL_METRICS_EXEMPLAR_FILTER: fc.constantFrom('always_on', 'always_off', 'trace_based'),
      OTEL_EXPORTER_OTLP_ENDPOINT: fc.constantFrom('http://one:1', 'https://two/base'),
      OTEL_EXPORTER_OTLP_PROTOCOL: fc.constantFrom('http/json', 'http/protobuf', 'grpc'),
      OTEL_EXPORTER_OTLP_HEADERS: fc.constant('authorization=Bearer%20c4n4ry,x=1'),
      OTEL_EXPORTER_OTLP_TIMEOUT: number,
      OTEL_EXPORTER_OTLP_COMPRESSION: fc.constantFrom('gzip', 'none'),
      OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: fc.constantFrom('delta', 'lowmemory', 'cumulative'),
      OTEL_EXPORTER_PROMETHEUS_HOST: fc.constantFrom('::1', '0.0.0.0'),
      OTEL_EXPORTER_PROMETHEUS_PORT: fc.integer({ min: 0, max: 65_535 }).map(String),
    },
    { requiredKeys: [] },
  );

  it('is read as the settings that it was made of, and holds no secret', () => {
    fc.assert(
      fc.property(variables, (given) => {
        process.env = { ...before, ...given };
        const settings = configurationOf();
        const yaml = yamlOfSettings(settings);
        expect(yaml).not.toContain('c4n4ry');
        const again = fromFile(yaml, given);
        const values = (all: readonly Setting[]) =>
          Object.fromEntries(all.filter(isUsedIn(all)).map(({ name, value }) => [name, value]));
        const { samplerRatio: ratio, resourceAttributes: _, serviceName: name, ...wanted } = values(settings);
        const { samplerRatio: ratioAgain, resourceAttributes: attributes, serviceName: __, ...read } = values(again);
        expect(read).toEqual(wanted);
        if (String(wanted['sampler']).endsWith('traceidratio')) expect(ratioAgain).toBe(ratio);
        expect(attributes).toEqual([`service.name=${encodeURIComponent(String(name))}`]);
        expect(said).toEqual([]);
      }),
    );
  });
});
