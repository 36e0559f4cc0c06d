import { Tally } from '@portcall/example-kit';
import { type FnTrace, TraceBuilder } from '@portcall/trace';
import { reportOf } from '../src/report.js';

function tally(numbers: Readonly<Record<string, number>>): Tally {
  const tally = new Tally();
  for (const [key, number] of Object.entries(numbers)) tally.count(...(key.split(' ') as [string, string]), number);
  return tally;
}

/** A call with one operation. */
function closed(callId: string): FnTrace {
  const builder = new TraceBuilder({ callId, fnName: 'closeLot', fnType: 'mutation' });
  builder.recordOp({ op: 'update', entity: 'lots', durationMs: 1, ok: true });
  return builder.finishOk();
}

const CLOSED_TWICE = {
  made: tally({ 'closeLot ok': 1 }),
  scheduled: tally({ 'closeLot ok': 1 }),
  logged: [closed('a'), closed('b')],
  received: {
    spans: tally({ 'closeLot ok': 2 }),
    operations: tally({ 'closeLot ok': 2 }),
    linked: tally({ 'closeLot ok': 1 }),
  },
};

it('is equal where every place knows the same', () => {
  expect(reportOf(CLOSED_TWICE)).toMatchObject({ equal: true, text: expect.stringContaining('all 1 rows are equal') });
});

it('goes without the receiver where that cannot be read', () => {
  const { equal, text } = reportOf({ ...CLOSED_TWICE, received: undefined });
  expect(equal).toBe(true);
  expect(text.split('\n')[1]).toMatch(/^closeLot +ok +2 +2 +- +2 +- +yes$/);
});

it.each([
  ['a client made another call', { made: tally({ 'closeLot ok': 2 }) }],
  ['a call ended otherwise at the client', { made: tally({ 'closeLot error': 1 }) }],
  ['a trace is missing', { logged: [closed('a')] }],
  ['a span is missing', { received: { ...CLOSED_TWICE.received, spans: tally({ 'closeLot ok': 1 }) } }],
  ['an event is missing', { received: { ...CLOSED_TWICE.received, operations: tally({ 'closeLot ok': 1 }) } }],
  [
    'a span came for no call',
    { received: { ...CLOSED_TWICE.received, spans: tally({ 'closeLot ok': 2, 'x ok': 1 }) } },
  ],
  ['a link is missing', { received: { ...CLOSED_TWICE.received, linked: tally({}) } }],
])('is not equal where %s', (_, difference) => {
  expect(reportOf({ ...CLOSED_TWICE, ...difference }).equal).toBe(false);
});
