import { failOnProblems } from '@portcall/conformance';
import { traceEveryTest } from '../../test/trace-every-test.js';
import { currentCall, op, runScheduled, startTracing, TraceLog, traced } from '../index.js';
import { carriedContext, noSpan, runCarrying } from '../internal.js';

failOnProblems();

const [outside, inside] = [{ is: 'outside' }, { is: 'inside' }];
const what = traced('what', { type: 'query' }, () => carriedContext());
const who = traced('who', { type: 'query' }, () => currentCall()?.parentCallId);

describe('what somebody else keeps in async context', () => {
  const tracing = traceEveryTest();

  it('is there in what runs with it, also later, and nowhere else', async () => {
    expect(carriedContext()).toBeUndefined();
    const later = runCarrying(
      outside,
      async (word: string) => {
        await Promise.resolve();
        return [word, carriedContext()];
      },
      'given',
    );
    expect(carriedContext()).toBeUndefined();
    expect(await later).toEqual(['given', outside]);
    expect(runCarrying(outside, () => runCarrying(inside, carriedContext))).toBe(inside);
  });

  it('goes on into calls, and leaves the tree as it is', () => {
    traced('outer', { type: 'query' }, () => {
      const before = currentCall();
      runCarrying(inside, () => {
        expect(currentCall()).toBe(before);
        op('get', 'Lot', () => 1);
        expect(what()).toBe(inside);
        expect(who()).toBe(before?.callId);
      });
    })();
    expect(runCarrying(outside, what)).toBe(outside);
    expect(tracing.tree()).toBe('outer\n  · get Lot\n  what\n  who\nwhat');
  });

  it('takes nothing from a scheduled call, and traces nothing in a listener', () => {
    traced('outer', { type: 'query' }, () => {
      runScheduled({ span: 'a' }, () => runCarrying(inside, () => expect(who()).toBeUndefined()));
    })();
    using _ = tracing.running.onTrace(() => runCarrying(inside, () => what()));
    what();
    expect(tracing.tree()).toBe('outer\nwho\nwhat');
  });

  it('does not hide from the limit how deep a call is', () => {
    tracing.running.stop();
    const log = new TraceLog();
    using _ = startTracing({ limits: { depth: 2 }, listeners: [(trace) => log.push(trace)] });
    const descend: (left: number) => void = traced('descend', { type: 'query' }, (left: number) => {
      if (left > 0) runCarrying(inside, () => descend(left - 1));
    });
    descend(4);
    expect(log.totalCount).toBe(2);
    expect(log.recent(1)).toHaveLength(1);
    expect(log.recent().find(({ cut }) => cut !== undefined)?.cut).toMatchObject({ calls: 3 });
  });
});

describe('a span that says what is carried inside it', () => {
  it('is not asked to run the code, which finds it carried, and so do its streams', async () => {
    const run = (): never => {
      throw new Error('asked to run');
    };
    using _ = startTracing({ spans: { open: () => ({ ...noSpan, context: inside, run }) } });
    expect(runCarrying(outside, what)).toBe(inside);
    const stream = traced('stream', { type: 'query' }, async function* () {
      yield carriedContext();
      await Promise.resolve();
      yield carriedContext();
    });
    const found: unknown[] = [];
    for await (const context of runCarrying(outside, stream)) found.push(context, carriedContext());
    expect(found).toEqual([inside, undefined, inside, undefined]);
  });

  it('is carried for its own call only', () => {
    using _ = startTracing({
      spans: { open: ({ fnName }) => (fnName === 'outer' ? { ...noSpan, context: inside } : { ...noSpan }) },
    });
    const outer = traced('outer', { type: 'query' }, () => [what(), carriedContext()]);
    expect(outer()).toEqual([inside, inside]);
    expect(carriedContext()).toBeUndefined();
  });
});
