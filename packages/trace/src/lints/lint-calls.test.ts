import { setTimeout as after } from 'node:timers/promises';
import { expectProblems, failOnProblems, heardProblems } from '@portcall/conformance';
import { lintCalls, op, openCall, runScheduled, startTracing, traced } from '../index.js';
import { recordRequest } from '../internal.js';

failOnProblems();

const read = (entity: string) => op('query', entity, () => []);

describe('while calls are looked at', () => {
  let stop: () => void;
  beforeEach(() => {
    ({ stop } = startTracing({ sinks: [lintCalls()] }));
  });
  afterEach(() => stop());

  it('says what it finds once per function and table', () => {
    const list = traced('list', { type: 'query' }, (entity: string) => {
      for (let i = 0; i < 8; i += 1) read(entity);
    });
    for (let i = 0; i < 3; i += 1) list('authors');
    list('books');
    expectProblems('call.n_plus_one list authors', 'call.n_plus_one list books');
    expect(heardProblems()).toHaveLength(2);
  });

  it('sees what calls below do together', async () => {
    const load = traced('load', { type: 'query' }, async () => read('authors'));
    const list = traced('list', { type: 'query' }, async () => {
      for (let i = 0; i < 8; i += 1) await load();
    });
    const page = traced('page', { type: 'action' }, async () => list());
    await page();
    expectProblems('call.n_plus_one list authors');
  });

  it('sees a query that writes through another call', () => {
    const write = traced('write', { type: 'mutation' }, () => op('insert', 'visits', () => 1));
    traced('show', { type: 'query' }, () => write())();
    expectProblems('call.write_in_query show visits');
  });

  it('sees a request between begin and commit', () => {
    traced('pay', { type: 'action' }, () => {
      op('begin', '', () => 0);
      op('request', 'pay.example', () => 0);
      op('commit', '', () => 0);
    })();
    expectProblems('call.network_in_transaction pay pay.example');
  });

  it('sees a call to another service between begin and commit', () => {
    traced('pay', { type: 'action' }, () => {
      op('begin', '', () => 0);
      openCall('POST', { type: 'action', kind: 'client' })?.succeeded();
      op('commit', '', () => 0);
      openCall('GET', { type: 'query', kind: 'client' })?.succeeded();
    })();
    expectProblems('call.network_in_transaction pay POST');
  });

  it('sees a request that is noted between begin and commit', () => {
    traced('pay', { type: 'action' }, () => {
      recordRequest('early.example');
      op('begin', '', () => 0);
      recordRequest('pay.example');
      op('commit', '', () => 0);
      recordRequest('late.example');
    })();
    expectProblems('call.network_in_transaction pay pay.example');
  });

  it('sees a row that is read again', () => {
    traced('show', { type: 'query' }, () => {
      for (let i = 0; i < 2; i += 1) op('get', 'books', () => 0, { id: 'b1' });
    })();
    expectProblems('call.repeated_read show books');
  });

  it('sees a call that goes on after its caller', async () => {
    const mail = traced('mail', { type: 'action' }, async () => after(5));
    let mailed = Promise.resolve();
    await traced('save', { type: 'action' }, async () => {
      mailed = mail();
    })();
    await mailed;
    expectProblems('call.unawaited_call save mail');
  });

  it('says nothing of what is as it should be', async () => {
    const load = traced('load', { type: 'query' }, async (id: string) => op('get', 'books', () => 0, { id }));
    const page = traced('page', { type: 'query' }, async () => Promise.all(['a', 'b', 'c'].map(load)));
    await page();
    const feed = traced('feed', { type: 'query' }, async function* () {
      yield 1;
      await after(1);
      yield 2;
    });
    const items: number[] = [];
    for await (const item of traced('pass', { type: 'query' }, () => feed())()) items.push(item);
    expect(items).toEqual([1, 2]);
    await traced('later', { type: 'action' }, async () => {
      void runScheduled({}, async () => load('a'));
    })();
    await after(5);
  });
});

it('forgets what was done below calls that do not end, two thousand calls later', () => {
  const sink = lintCalls();
  const trace = { fnType: 'action', startedAt: 0, durationMs: 0, streamChunks: 0, streamBytes: 0 } as const;
  const rest = { outcome: { status: 'ok' }, opSummary: { count: 1, failed: 0, rows: 0, durationMs: 0 } } as const;
  const ops = [{ op: 'query', entity: 'books', durationMs: 0, ok: true }];
  const push = (fnName: string, callId: string, parentCallId?: string): void =>
    sink.push({
      ...trace,
      ...rest,
      fnName,
      ops: parentCallId === undefined ? [] : ops,
      schedules: [],
      callId,
      parentCallId,
    });
  for (const root of ['old', 'new']) {
    for (let i = 0; i < 5; i += 1) push('load', `${root} ${i}`, root);
    if (root === 'old') for (let i = 0; i < 2_000; i += 1) push('load', `other ${i}`, `running ${i}`);
  }
  push('old', 'old');
  push('new', 'new');
  expectProblems('call.n_plus_one new books');
});
