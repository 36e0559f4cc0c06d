import { failOnProblems } from '@portcall/conformance';
import * as fc from 'fast-check';
import { type FnTrace, type FnType, lintTrace, type Op, TraceBuilder } from '../index.js';

failOnProblems();

type OpGiven = Partial<Op> & Pick<Op, 'op' | 'entity'>;

let ids = 0;

/** A finished call; each operation starts a millisecond after the one before it. */
function call(fnName: string, ops: readonly OpGiven[], given: { type?: FnType; in?: FnTrace } = {}): FnTrace {
  ids += 1;
  const builder = new TraceBuilder(
    { callId: `c${ids}`, fnName, fnType: given.type ?? 'action', parentCallId: given.in?.callId },
    { clock: { monotonic: () => 0, wall: () => 0 } },
  );
  ops.forEach((op, index) => builder.recordOp({ durationMs: 0.5, ok: true, startedAt: index, ...op }));
  return builder.finishOk();
}

const times = (count: number, op: OpGiven): readonly OpGiven[] => Array.from({ length: count }, () => op);
const READ = { op: 'query', entity: 'authors' } as const;
const said = (...traces: readonly [FnTrace, ...FnTrace[]]) =>
  lintTrace(traces[0], traces).map(({ lint, fnName, entity, count }) => [lint, fnName, entity, count]);

describe('the same operation again and again', () => {
  it('is found from five times on, with the function, the table and how often', () => {
    expect(said(call('list', times(4, READ)))).toEqual([]);
    expect(lintTrace(call('list', times(12, READ)))).toEqual([
      {
        lint: 'nPlusOne',
        fnName: 'list',
        callId: `c${ids}`,
        entity: 'authors',
        count: 12,
        message:
          'list: query authors ran 12 times in one call; do it in one statement, such as one with a list of ids or a join',
      },
    ]);
  });

  it('is found in the lowest call that has all of it, with the function through which it was done', () => {
    const page = call('page', []);
    const list = call('list', [], { in: page });
    const load = Array.from({ length: 6 }, () => call('load', [READ], { in: list }));
    expect(said(page, list, ...load)).toEqual([['nPlusOne', 'list', 'authors', 6]]);
    expect(lintTrace(page, [list, ...load])[0]?.message).toMatch(/^list: query authors ran 6 times .* through load; /);
  });

  it('is none where different functions do it a few times each', () => {
    const page = call('page', []);
    const others = ['a', 'b', 'c'].map((name) => call(name, times(3, READ), { in: page }));
    expect(said(page, ...others)).toEqual([]);
  });

  it('is none where the texts of the statements differ', () => {
    const texts = ['a', 'b', 'c', 'd', 'e', 'f'].map((text) => ({ ...READ, text }));
    expect(said(call('list', texts))).toEqual([]);
    expect(said(call('list', [...texts, ...times(5, texts[0]!)]))).toEqual([['nPlusOne', 'list', 'authors', 6]]);
  });

  it('is none of transactions, which name no table', () => {
    expect(said(call('list', times(10, { op: 'begin', entity: '' })))).toEqual([]);
  });

  it('is found from as many times on as is asked', () => {
    const trace = call('list', times(3, READ));
    expect(lintTrace(trace, [], { nPlusOne: { from: 3 } })).toHaveLength(1);
    expect(lintTrace(call('list', times(9, READ)), [], { nPlusOne: false })).toEqual([]);
  });

  it('is counted whole, however the calls are nested', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(4), { minLength: 1, maxLength: 12 }), (reads) => {
        const root = call('root', []);
        const below = reads.map((count) => call('load', times(count, READ), { in: root }));
        const total = reads.reduce((sum, count) => sum + count, 0);
        expect(said(root, ...below)).toEqual(total >= 5 ? [['nPlusOne', 'root', 'authors', total]] : []);
      }),
    );
  });
});

describe('a write in a query', () => {
  it.each(['insert', 'update', 'delete'])('is found: %s', (op) => {
    expect(said(call('find', [READ, { op, entity: 'visits' }], { type: 'query' }))).toEqual([
      ['writeInQuery', 'find', 'visits', 1],
    ]);
  });

  it('is found below it too, once', () => {
    const outer = call('outer', [], { type: 'query' });
    const find = call('find', [], { type: 'query', in: outer });
    const visit = call('visit', [{ op: 'insert', entity: 'visits' }], { type: 'mutation', in: find });
    expect(said(outer, find, visit)).toEqual([['writeInQuery', 'find', 'visits', 1]]);
  });

  it.each(['mutation', 'action'] as const)('is none in what may write: %s', (type) => {
    expect(said(call('save', [{ op: 'insert', entity: 'visits' }], { type }))).toEqual([]);
  });
});

describe('the same row read again', () => {
  const row = (id: string) => ({ op: 'get', entity: 'books', id });

  it('is found by its id, also in another call', () => {
    expect(said(call('show', [row('1'), row('2'), row('1')]))).toEqual([['repeatedRead', 'show', 'books', 1]]);
    const page = call('page', []);
    expect(said(page, call('a', [row('1')], { in: page }), call('b', [row('1')], { in: page }))).toEqual([
      ['repeatedRead', 'page', 'books', 1],
    ]);
  });

  it('is none once its table was written to', () => {
    expect(said(call('show', [row('1'), { op: 'update', entity: 'books' }, row('1')]))).toEqual([]);
    expect(said(call('show', [row('1'), { op: 'update', entity: 'shops' }, row('1')]))).toHaveLength(1);
  });

  it('is not guessed where no id is known', () => {
    expect(said(call('show', [READ, READ]))).toEqual([]);
  });
});

describe('a request in a transaction', () => {
  const begin = { op: 'begin', entity: '' };
  const commit = { op: 'commit', entity: '' };
  const request = { op: 'request', entity: 'pay.example' };

  it('is found between its beginning and its end', () => {
    expect(said(call('pay', [begin, request, commit]))).toEqual([['networkInTransaction', 'pay', 'pay.example', 1]]);
    expect(said(call('pay', [begin, request]))).toHaveLength(1);
  });

  it('is none before and after it', () => {
    expect(said(call('pay', [request, begin, commit, request]))).toEqual([]);
  });

  it('is none where there is no transaction', () => {
    expect(said(call('pay', [request]))).toEqual([]);
  });
});

describe('a call that goes on', () => {
  function lasting(fnName: string, ms: number, given: { in?: FnTrace; chunks?: number } = {}): FnTrace {
    ids += 1;
    let now = 0;
    const clock = { monotonic: () => now, wall: () => 0 };
    const builder = new TraceBuilder(
      { callId: `c${ids}`, fnName, fnType: 'action', parentCallId: given.in?.callId },
      { clock },
    );
    for (let chunk = 0; chunk < (given.chunks ?? 0); chunk += 1) builder.recordStreamChunk(1);
    now = ms;
    return builder.finishOk();
  }

  it('is found where the one that made it ended before', () => {
    const save = lasting('save', 10);
    expect(said(save, lasting('mail', 50, { in: save }))).toEqual([['unawaitedCall', 'save', 'mail', 1]]);
  });

  it('is none where it ended in time, or gave a stream', () => {
    const save = lasting('save', 10);
    expect(said(save, lasting('mail', 9, { in: save }), lasting('feed', 90, { in: save, chunks: 2 }))).toEqual([]);
  });
});

it('only looks at the calls below', () => {
  const one = call('one', []);
  const other = call('other', times(9, READ));
  expect(lintTrace(one, [one, other])).toEqual([]);
});

it('refuses options that are unknown or of another type', () => {
  const trace = call('one', []);
  // @ts-expect-error there is no such lint
  expect(() => lintTrace(trace, [], { nPlusTwo: true })).toThrow('lintTrace(): unknown option "nPlusTwo"');
  // @ts-expect-error it is a number
  expect(() => lintTrace(trace, [], { nPlusOne: { from: '5' } })).toThrow('lintTrace().nPlusOne.from: "5" is not');
  // @ts-expect-error it is a flag
  expect(() => lintTrace(trace, [], { repeatedRead: 1 })).toThrow('lintTrace().repeatedRead: 1 is neither');
});
