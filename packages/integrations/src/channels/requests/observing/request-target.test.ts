import fc from 'fast-check';
import { originOf } from './origin.js';
import { type RequestTarget, urlOf } from './request-target.js';

const TARGET: RequestTarget = {
  method: 'GET',
  protocol: 'https:',
  address: 'shop.example',
  port: 443,
  path: '/lots',
};

it.each<[string, Partial<RequestTarget>, string]>([
  ['without the port of its protocol', {}, 'https://shop.example/lots'],
  ['with another port', { port: 8443 }, 'https://shop.example:8443/lots'],
  ['with an address of IPv6', { address: '::1', port: 80, protocol: 'http:' }, 'http://[::1]/lots'],
  ['for a tunnel as where it leads from', { method: 'CONNECT', path: 'bank.example:443' }, 'https://shop.example'],
  ['for a proxy as what it is asked for', { path: 'http://bank.example/x?a=1' }, 'http://bank.example/x?a=1'],
  ['without credentials', { path: 'http://ada:secret@bank.example/' }, 'http://bank.example/'],
  ['whatever the path is', { path: '*' }, 'https://shop.example/*'],
])('writes a target %s', (_, part, url) => {
  expect(urlOf({ ...TARGET, ...part })).toBe(url);
});

it.each(['AWSAccessKeyId', 'Signature', 'sig', 'X-Goog-Signature', 'X-Amz-Signature', 'X-Amz-Security-Token'])(
  'keeps the key %s, and not its value',
  (key) => {
    expect(urlOf({ ...TARGET, path: `/lots?a=1&${key}=secret&b=2` })).toBe(
      `https://shop.example/lots?a=1&${key}=REDACTED&b=2`,
    );
    expect(urlOf({ ...TARGET, path: `/lots?${key}=secret` })).not.toContain('secret');
  },
);

it('never throws, whatever it is asked for', () => {
  fc.assert(
    fc.property(fc.string(), fc.string({ unit: 'binary' }), (method, path) => {
      expect(typeof urlOf({ ...TARGET, method, path })).toBe('string');
    }),
  );
});

it('reads the parts of an origin', () => {
  expect(originOf('http://[::1]:8080')).toEqual({ protocol: 'http:', address: '::1', port: 8080 });
  expect(originOf('https://shop.example')).toEqual({ protocol: 'https:', address: 'shop.example', port: 443 });
});
