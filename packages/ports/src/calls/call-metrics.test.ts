import { failOnProblems } from '@portcall/conformance';
import { prometheusName, store } from '@portcall/metrics';
import { TraceBuilder } from '@portcall/trace';
import { callCatalog, callMetrics } from '../index.js';

failOnProblems();

const { metrics } = callCatalog();

it('count a finished call once, with its operations and its stream', () => {
  const kept = store();
  const listener = callMetrics(kept);
  const builder = new TraceBuilder({ callId: 'c1', fnName: 'feed', fnType: 'action' });
  builder.recordOp({ op: 'query', entity: 'lot', durationMs: 1, rowCount: 3, ok: true });
  builder.recordOp({ op: 'insert', entity: 'bid', durationMs: 1, ok: false });
  builder.recordStreamChunk(42);
  builder.recordStreamChunk(18);
  void listener(builder.finishError('NO_LOT', 'gone'));
  const of = { function: 'feed', type: 'action' } as const;
  expect(kept.points(metrics.calls)).toEqual([{ attributes: { ...of, outcome: 'error' }, value: 1 }]);
  expect(kept.value(metrics.duration, { ...of, outcome: 'error' }).count).toBe(1);
  expect(kept.points(metrics.dbOperations)).toEqual([
    { attributes: { ...of, result: 'ok' }, value: 1 },
    { attributes: { ...of, result: 'failed' }, value: 1 },
  ]);
  expect(kept.points(metrics.streamed)).toEqual([{ attributes: of, value: 60 }]);
});

it('count a call that exceeded its budget', () => {
  const kept = store();
  const builder = new TraceBuilder({ callId: 'c1', fnName: 'feed', fnType: 'query' });
  const trace = builder.finishOk();
  void callMetrics(kept)(trace);
  void callMetrics(kept)({ ...trace, overBudget: { ops: 5 } });
  expect(kept.points(metrics.overBudget)).toEqual([{ attributes: { function: 'feed', type: 'query' }, value: 1 }]);
});

it('refuse options that nobody reads', () => {
  // @ts-expect-error it is `prefix`
  expect(() => callMetrics(store(), { name: 'calls' })).toThrow('callCatalog(): unknown option "name"');
});

it.each(['finishOk', 'finishAbandoned'] as const)('know how a call ended: %s', (finish) => {
  const kept = store();
  const builder = new TraceBuilder({ callId: 'c1', fnName: 'f', fnType: 'query' });
  void callMetrics(kept)(builder[finish]());
  expect(kept.points(metrics.calls)[0]?.attributes.outcome).toBe(finish === 'finishOk' ? 'ok' : 'abandoned');
  expect(kept.points(metrics.dbOperations)).toEqual([]);
  expect(kept.points(metrics.streamed)).toEqual([]);
});

it('have one Prometheus name on every suffix-adding path', () => {
  for (const definition of Object.values(metrics)) {
    expect(prometheusName(definition, 'underscore_suffixes')).toBe(prometheusName(definition, 'js_exporter'));
  }
  expect(Object.values(metrics).map((definition) => prometheusName(definition, 'underscore_suffixes'))).toEqual([
    'function_calls_total',
    'function_duration_seconds',
    'function_db_operations_total',
    'function_streamed_bytes_total',
    'function_calls_over_budget_total',
  ]);
});
