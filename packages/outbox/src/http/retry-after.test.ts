import fc from 'fast-check';
import { retryAfterMillis } from './retry-after.js';

const NOW = Date.UTC(2026, 0, 1, 12);
const FIVE_MINUTES = 300_000;

it.each([
  ['2', 2_000],
  ['0', 0],
  ['1.5', 1_500],
  [' 7 ', 7_000],
  ['301', FIVE_MINUTES],
  ['1e12', FIVE_MINUTES],
  ['9'.repeat(400), FIVE_MINUTES],
  ['Thu, 01 Jan 2026 12:00:03 GMT', 3_000],
  ['Thursday, 01-Jan-26 12:00:03 GMT', 3_000],
  ['Thu Jan  1 12:00:03 2026 GMT', 3_000],
  ['Thu, 01 Jan 2026 11:00:00 GMT', 0],
  ['Thu, 01 Jan 2099 12:00:00 GMT', FIVE_MINUTES],
])('waits after "%s" for %d ms', (header, wait) => {
  expect(retryAfterMillis(header, NOW)).toBe(wait);
});

it.each([undefined, '', ' ', '-1', '-0', '+1', 'abc', '1 s', '0x10', 'Infinity', 'NaN', 'Thu, 99 Foo', '2026-01-01'])(
  'is told nothing by %p',
  (header) => expect(retryAfterMillis(header, NOW)).toBeUndefined(),
);

it('waits for whole seconds as long as they say, up to five minutes', () => {
  fc.assert(
    fc.property(fc.nat({ max: 10_000 }), (seconds) => {
      expect(retryAfterMillis(String(seconds), NOW)).toBe(Math.min(seconds * 1_000, FIVE_MINUTES));
    }),
  );
});

it('waits until a date, whenever it is', () => {
  fc.assert(
    fc.property(fc.integer({ min: -10_000, max: 10_000 }), (seconds) => {
      const date = new Date(NOW + seconds * 1_000).toUTCString();
      expect(retryAfterMillis(date, NOW)).toBe(Math.min(Math.max(seconds * 1_000, 0), FIVE_MINUTES));
    }),
  );
});

it('never waits for less than nothing or more than five minutes, whatever is written', () => {
  const written = fc.oneof(fc.string(), fc.double().map(String), fc.date({ noInvalidDate: true }).map(String));
  fc.assert(
    fc.property(written, (header) => {
      const wait = retryAfterMillis(header, NOW) ?? 0;
      expect(wait).toBeGreaterThanOrEqual(0);
      expect(wait).toBeLessThanOrEqual(FIVE_MINUTES);
    }),
  );
});
