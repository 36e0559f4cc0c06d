import { failOnProblems } from '@portcall/conformance';
import { type OtlpOptions, otlp, type PrometheusOptions, prometheus } from './index.js';

failOnProblems();

/** Given by programs without types. */
const otlpWith = (options: unknown) => () => otlp(options as OtlpOptions);
const prometheusWith = (options: unknown) => () => prometheus(options as PrometheusOptions);

describe('otlp() refuses', () => {
  it.each<[string, unknown, string | RegExp]>([
    ['a number for a URL', { url: 5 }, 'otlp({ url }): 5 is not an HTTP URL; write it like http://localhost:4318'],
    [
      'a URL that ends in a path that is appended',
      { url: 'https://user:canary@host/base/v1/traces/?canary' },
      'otlp({ url }): "https://host/base/v1/traces/" ends in the path that is appended; write https://host/base',
    ],
    [
      'another compression',
      { compression: 'x' },
      'otlp({ compression }): unknown value "x"; use one of "gzip", "none"',
    ],
    [
      'another protocol',
      { protocol: 'http' },
      'otlp({ protocol }): unknown value "http"; use one of "http/protobuf", "http/json", "grpc"',
    ],
    [
      'what gRPC cannot reach either',
      { protocol: 'grpc', url: 'unix:/run/otlp' },
      'otlp({ url }): "unix:/run/otlp" is not an HTTP URL; write it like http://localhost:4317',
    ],
    ['a misspelt part of TLS', { tls: { certificate: '' } }, 'otlp({ tls }): unknown option "certificate"; use one of'],
    ['a file for its text', { tls: { ca: 5 } }, 'otlp({ tls }): ca is 5; give the text of a file in PEM, or its bytes'],
    [
      'an authority that is not a certificate',
      { tls: { ca: '/etc/ca.pem' } },
      'otlp({ tls }): ca is not a certificate in PEM (ERR_OSSL_PEM_NO_START_LINE); give the text of its file',
    ],
    [
      'a certificate without its key',
      { tls: { cert: 'x' } },
      'otlp({ tls }): one of cert and key is missing; give both',
    ],
    [
      'a key that is not one',
      { tls: { cert: 'canary', key: 'canary' } },
      /^otlp\(\{ tls \}\): cert and key are not a certificate and its key in PEM \(ERR_OSSL_PEM_NO_START_LINE\); /,
    ],
    [
      'headers that are none',
      { headers: 'a=b' },
      'otlp({ headers }): "a=b" is not a plain object; write { authorization: ',
    ],
    ['a list of headers', { headers: [['a', 'b']] }, 'otlp({ headers }): an array is not a plain object'],
    ['a header without a text', { headers: { a: 5 } }, 'otlp({ headers }): the header "a" is 5 and not a text'],
    ['a name that HTTP does not allow', { headers: { 'a b': 'c' } }, 'the header "a b" is not a name that HTTP allows'],
    [
      'a header with a line feed',
      { headers: { a: 'canary\n' } },
      'the header "a" holds a line feed or another character',
    ],
    ['a header with a carriage return', { headers: { a: 'canary\r\nb: c' } }, 'the header "a" holds a line feed'],
    ['half a character', { headers: { a: '\ud800' } }, 'the header "a" holds a line feed or another character'],
    ['no time at all', { timeoutMillis: 0 }, 'otlp({ timeoutMillis }): 0 is not a number of milliseconds'],
    ['a time as a text', { timeoutMillis: '5' }, 'otlp({ timeoutMillis }): "5" is not a number of milliseconds'],
    ['a time as a bigint', { timeoutMillis: 5n }, 'otlp({ timeoutMillis }): 5n is not a number of milliseconds'],
    ['a time that is true', { timeoutMillis: true }, 'otlp({ timeoutMillis }): true is not a number of milliseconds'],
    [
      'a time that is NaN',
      { timeoutMillis: Number.NaN },
      'otlp({ timeoutMillis }): NaN is not a number of milliseconds',
    ],
  ])('%s, with the fix', (_, options, message) => expect(otlpWith(options)).toThrow(message));

  it('a URL without showing its user, its password and its query', () => {
    for (const url of ['ftp://canary:canary@host/?canary', 'canary:canary@host', 'http://user:canary/1@host'])
      expect(otlpWith({ url })).toThrow(/^(?!.*canary).*is not an HTTP URL/);
  });
});

describe('prometheus() refuses', () => {
  it.each<[string, unknown, string]>([
    [
      'a strategy that Prometheus does not have',
      { translationStrategy: 'None' },
      'prometheus({ translationStrategy }): unknown value "None"; use one of "UnderscoreEscapingWithSuffixes", "UnderscoreEscapingWithoutSuffixes"',
    ],
    ['an endpoint that is a number', { endpoint: 5 }, '5 is not a path; give one like "/metrics"'],
    ['an endpoint without its slash', { endpoint: 'metrics' }, '"metrics" does not start with /; write "/metrics"'],
    ['an endpoint with a query', { endpoint: '/m?x' }, '"/m?x" is not the path of a request; write "/m"'],
    ['an endpoint with a fragment', { endpoint: '/m#x' }, '"/m#x" is not the path of a request; write "/m"'],
    ['an endpoint with a space', { endpoint: '/m x' }, '"/m x" is not the path of a request; write "/m%20x"'],
    [
      'an empty host',
      { host: '' },
      `"" is not an address; leave it out for 127.0.0.1, or give "0.0.0.0" for every address`,
    ],
    ['a host that is not a text', { host: true }, 'prometheus({ host }): true is not an address'],
    ['a port as a text', { port: '9464' }, 'prometheus({ port }): "9464" is not a port'],
    ['a port as a bigint', { port: 9464n }, 'prometheus({ port }): 9464n is not a port'],
    ['half a port', { port: 0.5 }, 'prometheus({ port }): 0.5 is not a port'],
  ])('%s, with the fix', (_, options, message) => expect(prometheusWith(options)).toThrow(message));

  it('no endpoint that a request can have', () => {
    for (const endpoint of ['/', '/metrics', '//metrics', '/a/b%20c'])
      expect(prometheusWith({ endpoint })).not.toThrow();
  });
});
