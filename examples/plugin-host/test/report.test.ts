import { seriesKey, Tally } from '@portcall/example-kit';
import { type Places, reportOf } from '../src/report.js';

function tally(numbers: Readonly<Record<string, number>>): Tally {
  const tally = new Tally();
  for (const [key, number] of Object.entries(numbers)) tally.count(...(key.split(' ') as [string, string]), number);
  return tally;
}

function received(numbers: Readonly<Record<string, number>>): Places['received'] {
  const series = Object.entries(numbers).map(([key, sum]) => {
    const [plugin, name, status] = key.split(/[. ]/);
    return [seriesKey({ status, plugin, function: name }), { count: undefined, sum }] as const;
  });
  return new Map([['plugin_invocations', new Map(series)]]);
}

const CALLED = { 'pricing.quote success': 8, 'pricing.quote failure': 2 };

const EQUAL: Places = {
  callers: tally(CALLED),
  received: received(CALLED),
  billed: { invocations: tally(CALLED), missing: 0 },
  lost: 0,
  table: { shown: 9, lagged: 1 },
  slow: { delivered: 1, lagged: 3, pending: 2 },
  whileSlow: 6,
  withoutSlow: [100, 5_000, 5_100],
  withSlow: [4_900, 4_800, 100],
};

it('holds where all places know of the same invocations and the sums are right', () => {
  const { holds, text } = reportOf(EQUAL);
  expect(text.split('\n')).toEqual([
    'function          status     callers  metrics  billing  equal',
    'pricing.quote     failure          2        2        2  yes',
    'pricing.quote     success          8        8        8  yes',
    '',
    'ok  callers, receiver and billing file: 2 of 2 rows are equal',
    'ok  billing file: 10 lines + 0 missing + 0 lost = 10 of 10 recorded',
    'ok  status table: 9 shown + 1 lagged = 10 of 10 recorded',
    'ok  slow subscriber: 1 delivered + 3 lagged + 2 pending = 6 of 6 recorded',
    'ok  the host: 5000 calls/s without the slow subscriber, 4800 with it (96 %)',
  ]);
  expect(holds).toBe(true);
});

it('goes without the receiver where that cannot be read', () => {
  const { holds, text } = reportOf({ ...EQUAL, received: undefined });
  expect(holds).toBe(true);
  expect(text).toContain('ok  callers and billing file (receiver: not readable here): 2 of 2 rows are equal');
  expect(text).toMatch(/^pricing\.quote +success +8 +- +8 +yes$/m);
});

it.each<[string, Partial<Places>, RegExp]>([
  ['the receiver missed one', { received: received({ ...CALLED, 'pricing.quote success': 7 }) }, /^NO {2}callers,/m],
  ['the receiver has another', { received: received({ ...CALLED, 'pricing.tax success': 1 }) }, /^NO {2}callers,/m],
  ['nothing was received', { received: new Map() }, /^pricing\.quote +failure +2 +0 +2 +NO$/m],
  ['a line is missing', { billed: { invocations: tally({}), missing: 1 } }, /^NO {2}billing file: 0 lines \+ 1/m],
  ['the table lost one', { table: { shown: 8, lagged: 1 } }, /^NO {2}status table: .* = 9 of 10 recorded$/m],
  ['the slow one lost one', { whileSlow: 7 }, /^NO {2}slow subscriber: .* = 6 of 7 recorded$/m],
  ['the host waited', { withSlow: [100, 100, 5_000] }, /^NO {2}the host: .* 100 with it \(2 %\)$/m],
])('does not hold where %s', (_, over, line) => {
  const { holds, text } = reportOf({ ...EQUAL, ...over });
  expect([holds, text]).toEqual([false, expect.stringMatching(line)]);
});
