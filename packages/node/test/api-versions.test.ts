import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram, startFaultReceiver } from '@portcall/real-parts';
import { runApp } from './run-app.js';

const MODULES = join(__dirname, '../../../node_modules');
const OURS = join(MODULES, '@opentelemetry/api');
const NEXT = join(MODULES, 'opentelemetry-api-1.10');

/** An application with a library that has a copy of the API for itself: what it records goes through that alone. */
class Application {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'portcall-api-'));

  constructor(installApi: (folder: string) => void) {
    const library = join(this.folder, 'node_modules/library');
    mkdirSync(library, { recursive: true });
    writeFileSync(join(library, 'package.json'), '{ "name": "library", "main": "index.js" }');
    writeFileSync(join(library, 'index.js'), `exports.api = require('@opentelemetry/api');`);
    installApi(join(library, 'node_modules/@opentelemetry/api'));
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true });
  }
}

/** The API's own code, under another version. */
const ofVersion = (version: string) => (folder: string) => {
  cpSync(OURS, folder, { recursive: true, dereference: true });
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (/[\\/]version\.[cm]?js$/.test(file)) rewrite(join(folder, file), /(["'])\d+\.\d+\.\d+\1/, `$1${version}$1`);
  }
  rewrite(join(folder, 'package.json'), /"version": "\d[^"]*"/, `"version": "${version}"`);
};

function rewrite(file: string, what: RegExp, to: string): void {
  writeFileSync(file, readFileSync(file, 'utf8').replace(what, to));
}

const next = (folder: string): void => cpSync(NEXT, folder, { recursive: true, dereference: true });

const INSTRUMENTATION = `{
  instrumentationName: 'library', setTracerProvider() {}, setMeterProvider() {}, getConfig: () => ({ enabled: true }), enable() {}, disable() {},
}`;

/** Records by the library's copy and by ours, one within the other. */
const recording = ({ folder }: Application, url: string, first: 'library' | 'portcall', instrumentations: string) => `
  const { createRequire } = await import('node:module');
  const ours = await import('@opentelemetry/api');
  process.chdir(${JSON.stringify(folder)});
  const library = () => createRequire(${JSON.stringify(join(folder, 'package.json'))})('library').api;
  const register = () => registerInstrumentation({ exporters: [otlp({ url: '${url}' })], instrumentations: [${instrumentations}] });
  if ('${first}' === 'library') library().diag.setLogger({ error() {}, warn() {}, info() {}, debug() {}, verbose() {} });
  const telemetry = register();
  const theirs = library();
  while (!theirs.trace.getTracer('library').startSpan('probe').isRecording()) await sleep(200);
  theirs.metrics.getMeter('library').createCounter('library.calls').add(3);
  ours.trace.getTracer('ours').startActiveSpan('outer', (outer) => {
    theirs.trace.getTracer('library').startActiveSpan('inner', (inner) => {
      const headers = {};
      theirs.propagation.inject(theirs.context.active(), headers);
      console.log(headers.traceparent.includes(inner.spanContext().spanId), ours.trace.getActiveSpan() === inner);
      inner.end();
    });
    outer.end();
  });
  await telemetry.shutdown();
  const again = register();
  ours.trace.getTracer('ours').startSpan('again').end();
  await again.shutdown();
  ours.diag.setLogger({ error() {}, warn() {}, info() {}, debug() {}, verbose() {} });
  console.log(ours.trace.setGlobalTracerProvider(ours.trace.getTracerProvider()));
`;

async function recorded(application: Application, first: 'library' | 'portcall', instrumentations = INSTRUMENTATION) {
  await using receiver = await startFaultReceiver();
  const { stdout, stderr } = await runApp(recording(application, receiver.url, first, instrumentations)).exit;
  const spans = receiver.spans().filter(({ name }) => name !== 'probe');
  const inner = spans.find(({ name }) => name === 'inner');
  return {
    stdout,
    stderr,
    spans: spans.map(({ name }) => name).sort(),
    nested: inner?.parentSpanId === spans.find(({ name }) => name === 'outer')?.spanId,
    metrics: receiver.metrics().map(({ name }) => name),
  };
}

const EVERYTHING = {
  // At the end anybody who has our copy can register with it.
  stdout: 'true true\ntrue\n',
  spans: ['again', 'inner', 'outer'],
  nested: true,
  metrics: expect.arrayContaining(['library.calls']),
};

const installed = (JSON.parse(readFileSync(join(OURS, 'package.json'), 'utf8')) as { version: string }).version;

describe.each(['library', 'portcall'] as const)('where the %s comes first', (first) => {
  it.each(['1.4.0', '1.99.0'])('what is recorded with version %s of the API is taken, and said', async (version) => {
    using application = new Application(ofVersion(version));
    const { stderr, ...rest } = await recorded(application, first);
    expect(rest).toEqual(EVERYTHING);
    expect(stderr).toContain(
      `portcall: @opentelemetry/api: several versions are used (${installed} by @portcall/node; ${version} by library); ` +
        'what is recorded with any of them is taken; give all packages one version: npm dedupe, or',
    );
    expect(stderr.split('\n')).toHaveLength(2);
  });

  (existsSync(NEXT) ? it : it.skip)('what is recorded with the real 1.10 of the API is taken, and said', async () => {
    using application = new Application(next);
    const { stderr, ...rest } = await recorded(application, first);
    expect(rest).toEqual(EVERYTHING);
    // Two copies of one version are no two versions.
    expect(stderr).toContain(installed === '1.10.0' ? '' : `(${installed} by @portcall/node; 1.10.0 by library)`);
  });
});

(existsSync(NEXT) ? it : it.skip)(
  'what is recorded with an older version is taken where ours is the real 1.10',
  async () => {
    using application = new Application(ofVersion('1.9.0'));
    const { folder } = application;
    // Links that are kept as they are make packages of this place find the API that is beside them.
    for (const scope of ['@portcall', '@opentelemetry']) {
      mkdirSync(join(folder, 'node_modules', scope), { recursive: true });
      for (const name of readdirSync(join(MODULES, scope)))
        symlinkSync(join(MODULES, scope, name), join(folder, 'node_modules', scope, name));
    }
    rmSync(join(folder, 'node_modules/@opentelemetry/api'));
    next(join(folder, 'node_modules/@opentelemetry/api'));
    for (const first of ['library', 'portcall'] as const) {
      await using receiver = await startFaultReceiver();
      const code = `
      import { otlp } from '@portcall/exporters';
      import { registerInstrumentation } from '@portcall/node';
      import { setTimeout as sleep } from 'node:timers/promises';
      ${recording(application, receiver.url, first, INSTRUMENTATION)}
    `;
      writeFileSync(join(folder, 'app.mjs'), code);
      const args = ['--preserve-symlinks', '--preserve-symlinks-main', 'app.mjs'];
      const { stdout, stderr } = await runProgram(process.execPath, { args, cwd: folder }).exit;
      expect(stderr).toContain('(1.10.0 by @portcall/node, the application; 1.9.0 by library)');
      expect(stdout).toBe(EVERYTHING.stdout);
      expect(receiver.spans().map(({ name }) => name)).toEqual(expect.arrayContaining(EVERYTHING.spans));
    }
  },
);

/** The real one is built otherwise than those before it. */
const COPIES = ['1.4.0', installed, '1.99.0', ...(existsSync(NEXT) ? ['the real 1.10'] : [])];

it.each(COPIES)('a tracer records that was taken from a copy of version %s before', async (version) => {
  using application = new Application(version === 'the real 1.10' ? next : ofVersion(version));
  await using receiver = await startFaultReceiver();
  const { stdout } = await runApp(`
    const { createRequire } = await import('node:module');
    const { trace, context } = createRequire(${JSON.stringify(join(application.folder, 'package.json'))})('library').api;
    const [tracer, another] = [trace.getTracer('early'), trace.getTracer('early, and used later')];
    const register = () => registerInstrumentation({ exporters: [otlp({ url: '${receiver.url}' })], quiet: true });
    const first = register();
    tracer.startActiveSpan('outer', (outer) => {
      console.log(trace.getActiveSpan() === outer);
      tracer.startSpan('inner').end();
      outer.end();
    });
    await first.shutdown();
    console.log(another.startSpan('between').isRecording());
    const second = register();
    another.startSpan('again').end();
    await second.shutdown();
  `).exit;
  expect(stdout).toBe('true\nfalse\n');
  const spans = receiver.spans();
  expect(spans.map(({ name }) => name)).toEqual(['inner', 'outer', 'again']);
  expect(spans[0]?.parentSpanId).toBe(spans[1]?.spanId);
});

it('a logger can be set by our copy while a newer one is let in, as before and afterwards', async () => {
  using application = new Application(ofVersion('1.99.0'));
  const { stdout } = await runApp(`
    const { createRequire } = await import('node:module');
    const { diag } = await import('@opentelemetry/api');
    const library = createRequire(${JSON.stringify(join(application.folder, 'package.json'))})('library').api;
    const logger = (name) => ({ error() {}, warn: (text) => console.log(name, text.split(' ').slice(0, 2).join(' ')), info() {}, debug() {}, verbose() {} });
    const set = (name) => diag.setLogger(logger(name), { suppressOverrideMessage: true });
    const both = (text) => { diag.warn(text); library.diag.warn(text); };
    const plain = diag.setLogger;
    console.log(set('before'));
    const telemetry = registerInstrumentation({ exporters: ['none'], quiet: true });
    both('while it');
    console.log(set('during'));
    both('while another');
    console.log(library.propagation.fields().includes('traceparent'));
    await telemetry.shutdown();
    console.log(set('after'), diag.setLogger === plain);
    diag.warn('at last');
  `).exit;
  expect(stdout.split('\n')).toEqual([
    ...['true', 'before while it', 'before while it'],
    ...['true', 'during while another', 'during while another', 'true'],
    ...['true true', 'after at last', ''],
  ]);
});

it('a copy that nobody said anything of is found once the application has started', async () => {
  using application = new Application(ofVersion('1.99.0'));
  const { stderr, ...rest } = await recorded(application, 'portcall', '');
  expect(rest).toEqual(EVERYTHING);
  expect(stderr).toContain('1.99.0 by library');
});

it('nothing is said of two copies of one version', async () => {
  using application = new Application(ofVersion(installed));
  const { stderr, ...rest } = await recorded(application, 'library');
  expect(rest).toEqual(EVERYTHING);
  expect(stderr).toBe('');
  expect(readdirSync(application.folder)).toEqual(['node_modules']);
});

it('says what is lost with a version that cannot find what is registered', async () => {
  using application = new Application(ofVersion('2.0.0'));
  const app = `
    process.chdir(${JSON.stringify(application.folder)});
    registerInstrumentation({ exporters: ['none'], instrumentations: [${INSTRUMENTATION}] });
  `;
  expect((await runApp(app).exit).stderr).toMatch(
    /several versions are used \(.*2\.0\.0 by library\); what is recorded with 2\.0\.0 is lost; give all packages one/,
  );
});
