import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startFaultReceiver } from '@portcall/real-parts';
import { runApp } from './run-app.js';

const REFUSED: readonly (readonly [options: string, message: string])[] = [
  ['shutdownTimeoutMillis: 5000n', 'shutdownTimeoutMillis: 5000n is not a number of milliseconds; give one from 1 to'],
  ['shutdownTimeoutMillis: true', 'shutdownTimeoutMillis: true is not a number of milliseconds'],
  [`shutdownTimeoutMillis: '5'`, 'shutdownTimeoutMillis: "5" is not a number of milliseconds'],
  ['shutdownTimeoutMillis: NaN', 'shutdownTimeoutMillis: NaN is not a number of milliseconds'],
  ['shutdownTimeoutMillis: new Date(5)', 'shutdownTimeoutMillis: an object (Date) is not a number of milliseconds'],
  ['metricExportIntervalMillis: 5000n', 'metricExportIntervalMillis: 5000n is not a number of milliseconds'],
  ['metricExportIntervalMillis: true', 'metricExportIntervalMillis: true is not a number of milliseconds'],
  [`metricExportIntervalMillis: '5'`, 'metricExportIntervalMillis: "5" is not a number of milliseconds'],
  ['seriesLimit: 5n', 'seriesLimit: 5n is not a positive whole number; give the number of series per metric'],
  ['seriesLimit: true', 'seriesLimit: true is not a positive whole number'],
  [`seriesLimit: '5'`, 'seriesLimit: "5" is not a positive whole number'],
  [`aggregation: 'otel'`, 'aggregation: unknown value "otel"; use one of "store", "sdk"'],
  ['aggregation: null', 'aggregation: unknown value null; use one of'],
  ['views: [{}]', 'views: 1 given, and the store has none; add aggregation: "sdk"'],
  [`aggregation: 'sdk', views: {}`, 'views: an object is not an array; write [{'],
  [`aggregation: 'sdk', metricReaders: [prometheus()]`, 'metricReaders: an object is not a metric reader; give one'],
  [`aggregation: 'sdk', metricReaders: [undefined]`, 'metricReaders: undefined is not a metric reader; give one'],
  ['spanProcessors: {}', 'spanProcessors: an object is not an array; write [new'],
  ['spanProcessors: [{ onEnd() {} }]', 'spanProcessors: an object is not a span processor; give one that was made'],
  ['spanProcessors: [null]', 'spanProcessors: null is not a span processor'],
  [`sampler: 'always_on'`, 'sampler: "always_on" is not a sampler; give one that was made'],
  ['idGenerator: { generateTraceId() {} }', 'idGenerator: an object is not an id generator; give one that was made'],
  ['spanLimits: { eventLimit: 5 }', 'spanLimits: unknown option "eventLimit"; use one of "attributeCountLimit"'],
  ['spanLimits: { eventCountLimit: -1 }', 'spanLimits.eventCountLimit: -1 is not a limit; give a whole number from 0'],
  [
    'spanLimits: { attributeValueLengthLimit: 0 }',
    'spanLimits.attributeValueLengthLimit: 0 is not a limit; give a whole number from 1, or Infinity',
  ],
  [`resourceDetectors: 'host'`, 'resourceDetectors: "host" is not an array; write ["env", "host"], for one'],
  [`resourceDetectors: ['aws']`, 'resourceDetectors: unknown value "aws"; use one of "env", "host", "os", "process"'],
  [
    'resourceDetectors: [{}]',
    'resourceDetectors: an object is not a detector; give a name, or an object with detect()',
  ],
  [`propagators: 'b3'`, 'propagators: "b3" is not an array; write ["tracecontext", "baggage"]'],
  [`propagators: ['w3c']`, 'propagators: unknown value "w3c"; use one of "tracecontext", "baggage", "b3"'],
  ['propagators: [{}]', 'propagators: an object is not a propagator; give a name, or an object with inject()'],
  [
    `propagators: ['xray']`,
    'propagators: "xray" needs a package that cannot be loaded; npm install @opentelemetry/prop',
  ],
  ['functions: { capacity: 5n }', 'capacity: 5'],
  [`functions: { capacity: '5' }`, 'capacity: '],
  ['functions: { limits: { ops: 5n } }', 'limits.ops: 5'],
  ['functions: { limits: { ops: true } }', 'limits.ops: true'],
  ['exporters: [otlp({ timeoutMillis: 5n })]', 'otlp({ timeoutMillis }): 5n is not a number of milliseconds'],
  ['exporters: [prometheus({ port: 5n })]', 'prometheus({ port }): 5n is not a port'],
  [`exporters: [{ name: 'mine', metrics: 5 }]`, 'exporters: an object is not an exporter; give a name, or call'],
  ['exporters: [{ name: 5 }]', 'exporters: an object is not an exporter'],
  [
    `exporters: [{ name: 'mine', reader() {} }]`,
    'exporters: "mine" has neither metrics(), spans() nor spanExporter(), so it',
  ],
  [`exporters: [{ name: 'mine', metrics() {} }]`, 'exporters: metrics() of "mine" gave undefined; give an object with'],
  [
    `exporters: [{ name: 'mine', spans() {} }]`,
    'exporters: spans() of "mine" gave undefined; give an object with an account',
  ],
  [
    `exporters: [{ name: 'mine', spans: () => ({ take() {}, flush() {}, shutdown() {} }) }]`,
    'exporters: spans() of "mine" gave an object; give an object with an account, take(), flush() and',
  ],
  [
    `exporters: [otlp({ url: 'http://a:1', spool: { dir: '/tmp/one' } }), otlp({ url: 'http://b:1', spool: { dir: '/tmp/one' } })]`,
    'otlp({ spool.dir }): "/tmp/one" is the folder of another receiver, or of one with other headers',
  ],
  [`runtimeMetrics: 'false'`, 'runtimeMetrics: "false" is neither true nor false; give one of the two'],
  ['functions: null', 'functions: options are null, not a plain object'],
  ['functions: { metrics: 1 }', 'functions.metrics: 1 is neither true nor false'],
  [`functions: { keepValues: 'false' }`, 'keepValues: "false" is neither true nor false'],
  ['functions: { lints: 1 }', 'functions.lints: 1 is neither true nor false'],
  ['functions: { lints: { nPlusTwo: true } }', 'functions.lints: unknown option "nPlusTwo"; use one of "nPlusOne"'],
  ['functions: { isRollback: 5 }', 'isRollback: 5 is not a function'],
  ['functions: new Map()', 'functions: options are an object (Map), not a plain object; give an object with any of'],
  [`resourceAttributes: new Map([['a', 'b']])`, 'resourceAttributes: an object (Map) is not a plain object; write {'],
  [`exporters: [otlp({ headers: new Headers({ a: 'b' }) })]`, 'otlp({ headers }): an object (Headers) is not a plain'],
  ['exporters: [otlp({ url: Object.create(null) })]', 'otlp({ url }): an object is not an HTTP URL'],
  [`exporters: [prometheus({ serve: 'no' })]`, 'prometheus({ serve }): "no" is neither true nor false'],
  [`exporters: [prometheus({ host: '' })]`, 'prometheus({ host }): "" is not an address'],
  [`exporters: [prometheus({ endpoint: '/m?x' })]`, 'prometheus({ endpoint }): "/m?x" is not the path of a request'],
  [`exporters: [otlp({ compression: 'x' })]`, 'otlp({ compression }): unknown value "x"; use one of "gzip", "none"'],
  [`exporters: [otlp({ headers: { a: 'b\\r\\nc: d' } })]`, 'otlp({ headers }): the header "a" holds a line feed'],
  [`shutdownOn: 'SIGTERM'`, `shutdownOn: "SIGTERM" is not an array; write ["SIGTERM"], or [] for none`],
  [
    'logger: { warn() {} }',
    'logger: an object has not both warn() and info(); give one of pino or winston, or console',
  ],
  ['logger: null', 'logger: null has not both warn() and info()'],
  [`quiet: 'true'`, 'quiet: "true" is neither true nor false'],
  ['shutdownOn: null', 'shutdownOn: null is not an array'],
  [
    'instrumentations: class {}',
    'instrumentations: a function is not an array; write [new HttpInstrumentation()], for one',
  ],
  ['instrumentations: [[class {}]]', 'instrumentations: a function is not an instrumentation; give one that was made'],
  ['instrumentations: [undefined]', 'instrumentations: undefined is not an instrumentation'],
  [`serviceName: 'shop\\ud800'`, 'serviceName: "shop\\ud800" holds half a character'],
  ['serviceVersion: 1', 'serviceVersion: 1 is not a text'],
  ['resourceAttributes: { a: NaN }', 'resourceAttributes["a"]: NaN cannot be sent'],
];

describe('an option that cannot work', () => {
  it('is refused in one line with cause and fix, and the next registration finds nothing of it', async () => {
    const tries = REFUSED.map(
      ([options]) => `
        try { registerInstrumentation({ exporters: ['none'], ${options} }); said.push('nothing'); } catch (error) { said.push(error.message); }`,
    );
    const app = runApp(`
      const said = [];
      ${tries.join('')}
      const telemetry = registerInstrumentation({ exporters: ['none'] });
      await telemetry.shutdown();
      console.log(JSON.stringify(said));
    `);
    const { stdout, stderr } = await app.exit;
    expect(stderr).toBe('');
    const said = JSON.parse(stdout) as readonly string[];
    expect(said).toEqual(REFUSED.map(([, message]) => expect.stringContaining(message)));
    for (const message of said) expect(message).toMatch(/^[^\n]+;[^\n]+$/);
  });
});

describe('telemetry.bind()', () => {
  it('refuses what is not a catalog and names what is', async () => {
    const app = runApp(`
      const telemetry = registerInstrumentation({ exporters: ['none'] });
      const said = [];
      for (const given of [{ orders: counter({ name: 'orders', description: 'Orders.' }) }, catalog.metrics, undefined, 'shop']) {
        try { telemetry.bind(given); said.push('nothing'); } catch (error) { said.push(error.message); }
      }
      console.log(JSON.stringify(said));
    `);
    const fix = 'is not a catalog; give what defineCatalog({ scope, metrics }) gives';
    expect(JSON.parse((await app.exit).stdout)).toEqual([
      expect.stringContaining(`an object ${fix}`),
      expect.stringContaining(`an object ${fix}`),
      expect.stringContaining(`undefined ${fix}`),
      expect.stringContaining(`"shop" ${fix}`),
    ]);
  });
});

describe('half a character where the app has no say', () => {
  it('in its package.json is corrected and said once, and receivers take everything', async () => {
    await using receiver = await startFaultReceiver();
    const folder = mkdtempSync(join(tmpdir(), 'portcall-app-'));
    try {
      writeFileSync(join(folder, 'package.json'), '{ "name": "shop\\ud800", "version": "1" }');
      const app = runApp(
        `
        process.argv[1] = ${JSON.stringify(join(folder, 'app.mjs'))};
        registerInstrumentation({ exporters: [otlp({ url: '${receiver.url}' })] }).bind(catalog).open.add(1);
      `,
      );
      expect((await app.exit).stderr).toMatch(
        /^portcall: service\.name: .* holds half a character; it is sent as \ufffd; .*\n$/,
      );
      expect(receiver.metrics()[0]?.resource['service.name']).toBe('shop\ufffd');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
