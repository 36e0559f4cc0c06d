import { expectProblems, failOnProblems } from '@portcall/conformance';
import { traceEveryTest } from '../../test/trace-every-test.js';
import { callFields, startTracing, TraceLog, traced } from '../index.js';
import { noSpan } from '../internal.js';

failOnProblems();

const ids = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };

describe('the fields of a log line', () => {
  const tracing = traceEveryTest();

  it('say which call it was written in, and of which function', async () => {
    const inner = traced('inner', { type: 'query' }, () => callFields());
    const outer = traced('outer', { type: 'query' }, async () => {
      await Promise.resolve();
      return [callFields(), inner(), callFields()];
    });
    const fields = await outer();
    const [own, below] = tracing.log.recent();
    const ofOuter = { call_id: own?.callId, fn_name: 'outer' };
    expect(fields).toEqual([ofOuter, { call_id: below?.callId, fn_name: 'inner' }, ofOuter]);
    expect(Object.keys(fields[0] ?? {})).toEqual(['call_id', 'fn_name']);
  });

  it('are none outside of a call, and in what a call has left behind', async () => {
    expect(callFields()).toEqual({});
    const left = traced('left', { type: 'query' }, () => ({ later: new Promise(setImmediate).then(callFields) }))();
    expect(await left.later).toEqual({});
  });

  it('are a new object every time, which a logger may change', () => {
    const call = traced('call', { type: 'query' }, () => [callFields(), callFields()]);
    const [first, second] = call();
    expect(first).not.toBe(second);
    expect(callFields()).not.toBe(callFields());
    expect(Object.isFrozen(first) || Object.isFrozen(callFields())).toBe(false);
  });
});

describe('the ids of a span', () => {
  const call = traced('call', { type: 'query' }, () => callFields());

  it('stand in the log lines of its call, and in its trace', () => {
    const log = new TraceLog();
    using _ = startTracing({
      sinks: [log],
      spans: { open: () => ({ ...noSpan, spanIds: () => ids, close: () => {} }) },
    });
    expect(call()).toMatchObject({ trace_id: ids.traceId, span_id: ids.spanId, fn_name: 'call' });
    expect(log.recent()).toMatchObject([ids]);
  });

  it('stand in log lines only, where nothing is kept of the span', () => {
    const log = new TraceLog();
    using _ = startTracing({ sinks: [log], spans: { open: () => ({ ...noSpan, spanIds: () => ids }) } });
    expect(call()).toMatchObject({ trace_id: ids.traceId });
    expect(log.recent()).toMatchObject([{ traceId: undefined, spanId: undefined }]);
  });

  it('are left out where they cannot be read', () => {
    const log = new TraceLog();
    const unreadable = (): never => {
      throw new Error('no');
    };
    using _ = startTracing({
      sinks: [log],
      spans: { open: () => ({ ...noSpan, spanIds: unreadable, close: () => {} }) },
    });
    expect(Object.keys(call())).toEqual(['call_id', 'fn_name']);
    expect(log.recent()).toMatchObject([{ fnName: 'call', traceId: undefined }]);
    expectProblems('call.span call');
  });
});
