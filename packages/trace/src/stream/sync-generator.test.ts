import { failOnProblems } from '@portcall/conformance';
import { traceEveryTest } from '../../test/trace-every-test.js';
import { currentCall, op, traced } from '../index.js';

failOnProblems();
const tracing = traceEveryTest();

const lots = traced('lots', { type: 'query' }, function* () {
  yield op('get', 'Lot', () => 'lot_1');
  yield op('get', 'Lot', () => 'lot_2');
  return 'end';
});
const READ = 'lots, 2 chunks of 10 bytes\n  · get Lot\n  · get Lot';

describe('a sync generator', () => {
  it('ends its call when it is read to its end, and runs its code inside it', () => {
    const generator = lots();
    expect(tracing.log.isEmpty).toBe(true);
    expect([...generator]).toEqual(['lot_1', 'lot_2']);
    expect(tracing.tree()).toBe(READ);
  });

  it('stays the generator it was', () => {
    const generator = lots();
    expect(Object.prototype.toString.call(generator)).toBe('[object Generator]');
    expect(generator).toBeInstanceOf(lots);
    expect(generator[Symbol.iterator]()).toBe(generator);
    expect(Object.keys(generator)).toEqual([]);
    expect([generator.next(), generator.next(), generator.next(), generator.next()]).toEqual([
      { done: false, value: 'lot_1' },
      { done: false, value: 'lot_2' },
      { done: true, value: 'end' },
      { done: true, value: undefined },
    ]);
    expect(tracing.tree()).toBe(READ);
  });

  it('never runs its reader inside its call', () => {
    traced('outer', { type: 'query' }, () => {
      for (const _ of lots()) expect(currentCall()?.fnName).toBe('outer');
    })();
    expect(tracing.tree()).toBe('outer\n  lots, 2 chunks of 10 bytes\n    · get Lot\n    · get Lot');
  });

  it('is abandoned by a loop that leaves early, or fails, and by taking it apart', () => {
    for (const _ of lots()) break;
    const failure = new Error('of the reader');
    expect(() => {
      for (const _ of lots()) throw failure;
    }).toThrow(failure);
    const [first] = lots();
    expect(first).toBe('lot_1');
    expect(tracing.log.recent().map(({ outcome }) => outcome.status)).toEqual(Array(3).fill('abandoned'));
  });

  it('fails with the very error of its code', () => {
    const failure = new RangeError('far');
    const failing = traced('failing', { type: 'query' }, function* () {
      yield 1;
      throw failure;
    });
    expect(() => [...failing()]).toThrow(failure);
    expect(tracing.tree()).toBe('failing error RangeError, 1 chunk of 0 bytes');
  });

  it('is answered by next(), may be thrown into, and delegates', () => {
    const echo = traced('echo', { type: 'query' }, function* (): Generator<unknown, string, unknown> {
      try {
        yield yield* lots();
      } catch (thrown) {
        return `caught ${String(thrown)}`;
      }
      return 'over';
    });
    const generator = echo();
    expect([generator.next(), generator.next(), generator.next()].map(({ value }) => value)).toEqual([
      'lot_1',
      'lot_2',
      'end',
    ]);
    expect(generator.throw('it')).toEqual({ done: true, value: 'caught it' });
    expect(tracing.log.byFn('lots')).toMatchObject([{ outcome: { status: 'ok' }, streamChunks: 2 }]);
  });
});

it('leaves other sync iterables the values they are', () => {
  const give = traced('give', { type: 'query' }, (value: unknown) => value);
  for (const value of [
    [1],
    new Map([[1, 2]]),
    new Map([[1, 2]]).entries(),
    new Set([1]),
    'text',
    { *[Symbol.iterator]() {} },
  ])
    expect(give(value)).toBe(value);
  expect(tracing.log.totalCount).toBe(6);
});
