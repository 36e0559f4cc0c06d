import { runApp } from './run-app.js';

/** An instrumentation of OpenTelemetry's kind for the real pino, which it sees when it is loaded. */
const PATCHES_PINO = `
  const { InstrumentationBase, InstrumentationNodeModuleDefinition } = await import('@opentelemetry/instrumentation');
  class PinoPatch extends InstrumentationBase {
    constructor() { super('@opentelemetry/instrumentation-pino', '1.0.0', {}); }
    init() {
      return new InstrumentationNodeModuleDefinition('pino', ['*'], (exports) => {
        console.log('seen', typeof exports.pino);
        return exports;
      });
    }
  }
`;
const REGISTERS = `registerInstrumentation({ exporters: ['none'], instrumentations: [[new PinoPatch()]] });`;
const IMPORTS = `await import('pino');`;

it('sees what is imported after it was registered', async () => {
  const { stdout, stderr } = await runApp(PATCHES_PINO + REGISTERS + IMPORTS).exit;
  expect({ stdout, stderr }).toEqual({ stdout: 'seen function\n', stderr: '' });
});

it('sees it once where the application has registered the loader hook itself', async () => {
  const theirs = `(await import('node:module')).register('@opentelemetry/instrumentation/hook.mjs', import.meta.url);`;
  const { stdout, stderr } = await runApp(theirs + PATCHES_PINO + REGISTERS + IMPORTS).exit;
  expect({ stdout, stderr }).toEqual({ stdout: 'seen function\n', stderr: '' });
});

const LATE =
  'portcall: the instrumentation @opentelemetry/instrumentation-pino: "pino" was loaded before registerInstrumentation() was ' +
  'called; code that has it already is not instrumented; register first: node --import ./telemetry.mjs app.mjs\n';

it.each([
  ['imported', IMPORTS],
  ['required', `(await import('node:module')).createRequire(import.meta.url)('pino');`],
])('is said to be too late for what was %s before', async (_, loads) => {
  const { stdout, stderr } = await runApp(loads + PATCHES_PINO + REGISTERS).exit;
  expect({ stdout, stderr }).toEqual({ stdout: '', stderr: LATE });
});

it('is not too late where it was made before what it changes was loaded', async () => {
  const made = `const one = new PinoPatch(); (await import('node:module')).createRequire(import.meta.url)('pino');`;
  const registers = `registerInstrumentation({ exporters: ['none'], instrumentations: [one] });`;
  const { stdout, stderr } = await runApp(PATCHES_PINO + made + registers).exit;
  expect({ stdout, stderr }).toEqual({ stdout: 'seen function\n', stderr: '' });
});

it.each<[string, Record<string, string>, string]>([
  ['that is disabled by its short name', { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'http, pino' }, ''],
  ['that is not among those enabled', { OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'http' }, ''],
  ['that is enabled', { OTEL_NODE_ENABLED_INSTRUMENTATIONS: '@opentelemetry/instrumentation-pino' }, 'meters\n'],
  [
    'that is enabled and disabled',
    { OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'pino', OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'pino' },
    '',
  ],
])('gets our meter provider only where the environment lets it: one %s', async (_, env, stdout) => {
  const app = `
    const one = {
      instrumentationName: '@opentelemetry/instrumentation-pino',
      setTracerProvider() {}, setMeterProvider() { console.log('meters'); },
      getConfig: () => ({ enabled: true }), enable() {}, disable() {},
    };
    registerInstrumentation({ exporters: ['none'], instrumentations: [one] });
  `;
  expect(await runApp(app, { env }).exit).toMatchObject({ stdout, stderr: '' });
});
