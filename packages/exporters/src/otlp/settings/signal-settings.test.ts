import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { allowProblems, expectProblems, failOnProblems, heardProblems } from '@portcall/conformance';
import { problems } from '@portcall/core';
import type { OtlpOptions } from '../otlp-settings.js';
import type { Signal } from '../signal.js';
import { otlpSettingsOf, type SignalSettings } from './signal-settings.js';

failOnProblems();

const surroundings = { ...process.env };
afterEach(() => {
  process.env = { ...surroundings };
});

const tls = join(__dirname, '../../../test/tls');
const pem = (name: string): string => readFileSync(join(tls, `${name}.pem`), 'latin1');
const CERTIFICATE = join(tls, 'certificate.pem');
const KEY = join(tls, 'key.pem');

type Environment = Readonly<Record<string, string>>;

function settingsIn(environment: Environment, options: OtlpOptions = {}, signal: Signal = 'traces'): SignalSettings {
  process.env = { ...surroundings, ...environment };
  return otlpSettingsOf(signal, options);
}

/** What a setting is read as, in one text or number. */
const READ: Readonly<Record<string, (settings: SignalSettings) => unknown>> = {
  PROTOCOL: ({ protocol }) => protocol,
  ENDPOINT: ({ destination }) => destination.url.href,
  INSECURE: ({ destination }) => destination.url.href,
  HEADERS: ({ headers }) => headers['x-key'],
  TIMEOUT: ({ timeoutMillis }) => timeoutMillis,
  COMPRESSION: ({ compression }) => compression,
  CERTIFICATE: ({ tls: { ca } }) => ca,
  CLIENT_KEY: ({ tls: { key } }) => key,
  CLIENT_CERTIFICATE: ({ tls: { cert } }) => cert,
};

interface Example {
  readonly name: string;
  readonly general: readonly [text: string, read: unknown];
  readonly own: readonly [text: string, read: unknown];
  readonly byDefault: unknown;
  readonly option?: readonly [OtlpOptions, read: unknown];
  /** What must be set besides. */
  readonly also?: Environment;
}

const EXAMPLES: readonly Example[] = [
  {
    name: 'PROTOCOL',
    general: ['http/json', 'http/json'],
    own: ['GRPC', 'grpc'],
    byDefault: 'http/protobuf',
    option: [{ protocol: 'http/protobuf' }, 'http/protobuf'],
  },
  {
    name: 'ENDPOINT',
    general: ['http://one:1/base/', 'http://one:1/base/v1/traces'],
    own: ['https://two:2/as/it/is', 'https://two:2/as/it/is'],
    byDefault: 'http://localhost:4318/v1/traces',
    option: [{ url: 'http://three:3' }, 'http://three:3/v1/traces'],
  },
  {
    name: 'INSECURE',
    general: ['true', 'http://one:1/'],
    own: ['False', 'https://one:1/'],
    byDefault: 'https://one:1/',
    also: { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc', OTEL_EXPORTER_OTLP_ENDPOINT: 'one:1' },
  },
  {
    name: 'HEADERS',
    general: ['x-key=one', 'one'],
    own: ['X-Other=y,x-key=two', 'two'],
    byDefault: undefined,
    option: [{ headers: { 'x-key': 'three' } }, 'three'],
  },
  {
    name: 'TIMEOUT',
    general: ['1000', 1_000],
    own: ['2000', 2_000],
    byDefault: 10_000,
    option: [{ timeoutMillis: 3 }, 3],
  },
  {
    name: 'COMPRESSION',
    general: ['gzip', 'gzip'],
    own: ['none', 'none'],
    byDefault: 'none',
    option: [{ compression: 'gzip' }, 'gzip'],
  },
  {
    name: 'CERTIFICATE',
    general: [CERTIFICATE, pem('certificate')],
    own: [CERTIFICATE, pem('certificate')],
    byDefault: undefined,
    option: [{ tls: { ca: Buffer.from(`${pem('certificate')}\n`) } }, `${pem('certificate')}\n`],
  },
  {
    name: 'CLIENT_KEY',
    general: [KEY, pem('key')],
    own: [KEY, pem('key')],
    byDefault: undefined,
    option: [{ tls: { cert: pem('certificate'), key: `${pem('key')}\n` } }, `${pem('key')}\n`],
    also: { OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: CERTIFICATE },
  },
  {
    name: 'CLIENT_CERTIFICATE',
    general: [CERTIFICATE, pem('certificate')],
    own: [CERTIFICATE, pem('certificate')],
    byDefault: undefined,
    option: [{ tls: { cert: `${pem('certificate')}\n`, key: pem('key') } }, `${pem('certificate')}\n`],
    also: { OTEL_EXPORTER_OTLP_CLIENT_KEY: KEY },
  },
];

describe.each(EXAMPLES)('OTEL_EXPORTER_OTLP_$name', ({ name, general, own, byDefault, option, also = {} }) => {
  const read = (environment: Environment, options: OtlpOptions = {}, signal: Signal = 'traces') =>
    READ[name]?.(settingsIn({ ...also, ...environment }, options, signal));
  const generally = { [`OTEL_EXPORTER_OTLP_${name}`]: general[0] };
  const ofTraces = { [`OTEL_EXPORTER_OTLP_TRACES_${name}`]: own[0] };

  it('is read where the signal has no variable of its own, which goes before it', () => {
    expect(read(generally)).toEqual(general[1]);
    expect(read({ ...generally, ...ofTraces })).toEqual(own[1]);
    expect(read(ofTraces)).toEqual(own[1]);
  });

  it('is one of each signal alone', () => {
    const ofMetrics = { [`OTEL_EXPORTER_OTLP_METRICS_${name}`]: own[0] };
    expect(read({ ...generally, ...ofMetrics }, {}, 'metrics')).toEqual(own[1]);
    expect(read({ ...generally, ...ofMetrics })).toEqual(general[1]);
  });

  it('has a default, also where it is set to nothing', () => {
    if (name.startsWith('CLIENT')) allowProblems(); // one of the two is missing
    expect(read({})).toEqual(byDefault);
    expect(read({ [`OTEL_EXPORTER_OTLP_${name}`]: ' ' })).toEqual(byDefault);
  });

  if (option !== undefined)
    it('gives way to the option', () => expect(read({ ...generally, ...ofTraces }, option[0])).toEqual(option[1]));
});

it('docs/otlp.md lists every variable that is tested here, and no other', () => {
  const page = readFileSync(join(__dirname, '../../../../../docs/otlp.md'), 'utf8');
  const listed = [...page.matchAll(/^\| `OTEL_EXPORTER_OTLP_([A-Z_]+)` \|/gm)].map(([, name]) => name);
  expect(listed).toEqual(EXAMPLES.map(({ name }) => name));
});

describe('a variable that cannot work is reported once, with what is used instead:', () => {
  it.each<[string, Environment, unknown, string]>([
    [
      'a protocol',
      { OTEL_EXPORTER_OTLP_PROTOCOL: 'thrift' },
      'http/protobuf',
      'OTEL_EXPORTER_OTLP_PROTOCOL: unknown protocol "thrift"; "http/protobuf" is used; use one of "http/protobuf", "http/json", "grpc"',
    ],
    [
      'an endpoint',
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'user:canary@collector:4318' },
      'http://localhost:4318/v1/traces',
      'OTEL_EXPORTER_OTLP_ENDPOINT: "collector:4318" is not an HTTP URL; http://localhost:4318/v1/traces is used; write it like http://localhost:4318',
    ],
    [
      'a signal’s own endpoint',
      { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'ftp://x/?canary', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://one:1?canary' },
      'http://one:1/v1/traces?canary',
      'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "ftp://x/" is not an HTTP URL; http://one:1/v1/traces is used; write it like http://localhost:4318',
    ],
    [
      'a timeout',
      { OTEL_EXPORTER_OTLP_TIMEOUT: '10s' },
      10_000,
      'OTEL_EXPORTER_OTLP_TIMEOUT: "10s" cannot be a timeout in milliseconds; 10000 is used; write a number from 1 to 2147483647',
    ],
    [
      'a compression',
      { OTEL_EXPORTER_OTLP_TRACES_COMPRESSION: 'zstd', OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip' },
      'gzip',
      'OTEL_EXPORTER_OTLP_TRACES_COMPRESSION: unknown compression "zstd"; "gzip" is used; use one of "gzip", "none"',
    ],
    [
      'whether it is insecure',
      {
        OTEL_EXPORTER_OTLP_INSECURE: 'constructor',
        OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
        OTEL_EXPORTER_OTLP_ENDPOINT: 'one',
      },
      'https://one:4317/',
      'OTEL_EXPORTER_OTLP_INSECURE: "constructor" is neither true nor false; false is used; write one of the two',
    ],
  ])('%s', (_, environment, used, message) => {
    const variable = Object.keys(environment)[0] as string;
    const name = variable.replace(/^OTEL_EXPORTER_OTLP_(TRACES_)?/, '');
    expect(READ[name]?.(settingsIn(environment))).toEqual(used);
    settingsIn(environment);
    expectProblems(`register.variable ${variable}`);
    expect(heardProblems().map((problem) => problem.message)).toEqual([message]);
  });
});

describe('headers', () => {
  const headersIn = (text: string) => settingsIn({ OTEL_EXPORTER_OTLP_HEADERS: text }).headers;

  it('of an option and of both variables are sent together', () => {
    const environment = { OTEL_EXPORTER_OTLP_HEADERS: 'a=1,b=1', OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'B=2,c=2' };
    expect(settingsIn(environment, { headers: { C: '3' } }).headers).toEqual({ a: '1', B: '2', C: '3' });
  });

  it('are percent-decoded, and keep every other character of their values', () => {
    expect(headersIn(' authorization = Basic%20dXNlcjpwYXNz== , x-list=a%2Cb;c=d%25 ,')).toEqual({
      authorization: 'Basic dXNlcjpwYXNz==',
      'x-list': 'a,b;c=d%',
    });
  });

  it('named as a part of every object are headers too', () => {
    expect(Object.entries(headersIn('__proto__=x,constructor=y'))).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
  });

  it.each([
    ['x-key=canary%zz', 'the header "x-key" holds a % that does not begin an encoded character'],
    ['x-key=canary%0d%0a', 'the header "x-key" holds a character that HTTP does not allow'],
    ['x-key=canary%e4%b8%ad', 'the header "x-key" holds a character that HTTP does not allow'],
    ['canary', 'entry 1 is not a header with a value'],
    ['canary=', 'entry 1 is not a header with a value'],
    ['authorization: Bearer canary==', 'entry 1 is not a header with a value'],
    ['=canary', 'entry 1 is not a header with a value'],
    ['%zz=canary', 'entry 1 is not a header with a value'],
  ])('that cannot be sent are said without their value, and the others are sent: %s', (text, wrong) => {
    allowProblems();
    expect(headersIn(`${text},good=1`)).toEqual({ good: '1' });
    expect(heardProblems()).toHaveLength(1);
    expect(heardProblems()[0]?.message).toContain(`OTEL_EXPORTER_OTLP_HEADERS: ${wrong}; it is not sent; `);
    expect(JSON.stringify(problems())).not.toContain('canary');
  });
});

describe('the endpoint of gRPC', () => {
  const hrefOf = (endpoint: string, environment: Environment = {}) =>
    settingsIn({
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      ...environment,
    }).destination.url.href;

  it.each([
    ['', 'http://localhost:4317/'],
    ['http://collector:4317', 'http://collector:4317/'],
    ['https://collector:4317/v1/traces', 'https://collector:4317/'],
    ['collector', 'https://collector:4317/'],
    ['collector:1', 'https://collector:1/'],
    ['[::1]:4317', 'https://[::1]:4317/'],
  ])('%s is %s', (endpoint, href) => expect(hrefOf(endpoint)).toBe(href));

  it('goes by its scheme, whatever says that it is insecure', () => {
    const insecure = { OTEL_EXPORTER_OTLP_INSECURE: 'true' };
    expect(hrefOf('https://collector:4317', insecure)).toBe('https://collector:4317/');
    expect(hrefOf('collector:4317', insecure)).toBe('http://collector:4317/');
  });

  it.each(['dns:///collector:4317', 'unix:/run/x', 'collector:99999', 'user@collector:4317'])(
    '%s is none, and the default is used',
    (endpoint) => {
      expectProblems('register.variable OTEL_EXPORTER_OTLP_ENDPOINT');
      expect(hrefOf(endpoint)).toBe('http://localhost:4317/');
    },
  );

  it('may end in what is appended over HTTP, and be without a scheme in an option', () => {
    expect(settingsIn({}, { protocol: 'grpc', url: 'collector:4317' }).destination).toMatchObject({
      shown: 'https://collector:4317',
      setting: 'otlp({ url })',
    });
  });
});

describe('a file of TLS that cannot be used is reported and left out:', () => {
  const file = (text: string): string => {
    const path = join(mkdtempSync(join(tmpdir(), 'portcall-tls-')), 'file.pem');
    writeFileSync(path, text);
    return path;
  };

  it.each<[string, () => Environment, string, RegExp]>([
    [
      'one that is not there',
      () => ({ OTEL_EXPORTER_OTLP_CERTIFICATE: '/nowhere/canary.pem' }),
      'OTEL_EXPORTER_OTLP_CERTIFICATE',
      /^OTEL_EXPORTER_OTLP_CERTIFICATE: the file cannot be read \(ENOENT\); requests are sent without it; name a file/,
    ],
    [
      'one that is not a certificate',
      () => ({ OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE: file('canary') }),
      'OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE',
      /the file holds no certificate in PEM \(ERR_OSSL_PEM_NO_START_LINE\)/,
    ],
    [
      'a key that is not one',
      () => ({ OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: CERTIFICATE, OTEL_EXPORTER_OTLP_CLIENT_KEY: file('canary') }),
      'OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE',
      /the file and OTEL_EXPORTER_OTLP_CLIENT_KEY are not a certificate and its key in PEM \(ERR_OSSL_\w+\)/,
    ],
    [
      'a key without its certificate',
      () => ({ OTEL_EXPORTER_OTLP_CLIENT_KEY: KEY }),
      'OTEL_EXPORTER_OTLP_CLIENT_KEY',
      /the file is of no use without OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE; .*; set both, or neither$/,
    ],
    [
      'a certificate without its key',
      () => ({ OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: CERTIFICATE }),
      'OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE',
      /the file is of no use without OTEL_EXPORTER_OTLP_CLIENT_KEY/,
    ],
  ])('%s', (_, environment, variable, message) => {
    expectProblems(`register.variable ${variable}`);
    expect(settingsIn(environment()).tls).toEqual({});
    expect(heardProblems()[0]?.message).toMatch(message);
    expect(JSON.stringify(problems())).not.toContain('canary');
  });
});
