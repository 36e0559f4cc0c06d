import { environmentOfTest } from '@portcall/conformance';
import { readVariables } from '@portcall/core/internal';
import { examineVariables } from './examine-variables.js';
import { UNREAD_VARIABLES } from './foreign-variables.js';
import { VARIABLES } from './variables.js';

const { said } = environmentOfTest();

function saidOf(variables: Record<string, string>): readonly string[] {
  Object.assign(process.env, variables);
  examineVariables();
  return said;
}

it.each(UNREAD_VARIABLES.map(({ name, unread }) => [name, unread]))('%s is said not to be read, once', (name, why) => {
  saidOf({ [name]: '1' });
  saidOf({ [name]: '1' });
  expect(said).toEqual([`${name}: not read, as ${why}; everything else goes on; unset it`]);
});

it('variables that are not read for one reason are one line', () => {
  saidOf({ OTEL_LOGS_EXPORTER: 'otlp', OTEL_BLRP_SCHEDULE_DELAY: '100' });
  expect(said).toEqual([
    'OTEL_LOGS_EXPORTER, OTEL_BLRP_SCHEDULE_DELAY: not read, as no logs are exported; everything else goes on; unset it',
  ]);
});

it('what is switched off already, and what is empty, is not worth a word', () => {
  expect(saidOf({ OTEL_LOGS_EXPORTER: 'none', OTEL_BLRP_SCHEDULE_DELAY: ' ' })).toEqual([]);
});

it('a misspelt variable is pointed out with the nearest name', () => {
  expect(saidOf({ OTEL_EXPORTER_OTLP_ENPOINT: 'http://secret@collector:4318' })).toEqual([
    'OTEL_EXPORTER_OTLP_ENPOINT: there is no such variable; it is not read; write OTEL_EXPORTER_OTLP_ENDPOINT',
  ]);
});

it('a misspelt variable throws where variables are read strictly', () => {
  using _ = readVariables({ strict: true });
  expect(() => saidOf({ OTEL_TRACE_EXPORTER: 'otlp' })).toThrow('write OTEL_TRACES_EXPORTER');
});

it.each([
  'OTEL_SEMCONV_STABILITY_OPT_IN',
  'OTEL_INSTRUMENTATION_HTTP_ENABLED',
  'OTEL_RESOURCE_ATTRIBUTES_POD_NAME',
  'OTEL_RESOURCE_ATTRIBUTES_NODE_NAME',
  'OTEL_RESOURCE_PROVIDERS_AWS_ENABLED',
  'OTEL_PYTHON_LOG_LEVEL',
  'OTEL_JAVAAGENT_ENABLED',
  'OTEL_GO_X_EXEMPLAR',
  'OTEL_BSP_MAX_CONCURRENT_EXPORTS',
  'OTEL_DENO',
  'OTEL_COLLECTOR_NAME',
  'PORTCALL_ENGINES',
])('%s of somebody else is not taken for a misspelt one', (name) => {
  expect(saidOf({ [name]: 'x' })).toEqual([]);
});

it('every variable has one row, with what it does in one sentence', () => {
  const names = VARIABLES.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { name, does } of VARIABLES) {
    expect(name).toMatch(/^(?:OTEL|PORTCALL)_[A-Z0-9_]+$/);
    expect(does).not.toMatch(/\.$|^$/);
  }
});
