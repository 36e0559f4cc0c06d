import { acceptsGzip } from './accepts-gzip.js';

it.each([
  ['gzip', true],
  ['deflate, GZIP;q=0.5', true],
  ['*', true],
  ['gzip;q=0, *', false],
  ['gzip; q=0.000', false],
  ['identity', false],
  ['x-gzip', false],
  ['', false],
  [undefined, false],
])('takes Accept-Encoding %p for gzip: %p', (accepted, takes) => {
  expect(acceptsGzip(accepted)).toBe(takes);
});
