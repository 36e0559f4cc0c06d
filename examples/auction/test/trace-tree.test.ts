import { type FnTrace, TraceBuilder } from '@portcall/trace';
import { traceTree } from '../src/trace-tree.js';

const CLOCK = { wall: () => 1_000, monotonic: () => 0 };

function call(callId: string, parentCallId?: string): TraceBuilder {
  return new TraceBuilder({ callId, fnName: callId, fnType: 'mutation', parentCallId }, { clock: CLOCK });
}

const read = { op: 'get', entity: 'lots', durationMs: 1.25, rowCount: 1, ok: true };

/** What matters of it: without the columns. */
function treeOf(traces: readonly FnTrace[], options?: Parameters<typeof traceTree>[1]): readonly string[] {
  return traceTree(traces, options)
    .split('\n')
    .map((line) => line.replaceAll(/(?<=\w)\s{2,}/g, ' ').replace(' mutation 0.0 ms', ''));
}

it('shows below a call what it did, and the calls it made in their order', () => {
  const [root, first, second] = [call('end'), call('first', 'end'), call('second', 'end')];
  first.recordOp(read);
  root.recordSchedule({ fnName: 'later', delayMs: 50 });
  const traces = [root.finishOk(), second.finishRolledBack('TOO_LOW', ''), first.finishOk()];
  expect(treeOf(traces)).toEqual([
    'end ok',
    '├─ scheduled later in 50 ms',
    '├─ first ok',
    '│  └─ get lots 1 row 1.3 ms ok',
    '└─ second rolled_back TOO_LOW',
  ]);
});

it('shows so many operations and how many there are besides, what failed, and what was streamed', () => {
  const feed = call('feed');
  feed.recordOp({ op: 'list', entity: 'bids', durationMs: 2, ok: false, errorType: '57014' });
  for (let more = 0; more < 3; more += 1) feed.recordOp(read);
  feed.recordStreamChunk(40);
  expect(treeOf([feed.finishAbandoned()], { opsPerCall: 2 })).toEqual([
    'feed abandoned',
    '├─ list bids 2.0 ms failed 57014',
    '├─ get lots 1 row 1.3 ms ok',
    '├─ and 2 more operations',
    '└─ streamed 1 chunk, 40 bytes',
  ]);
});

it('begins with the calls whose callers are gone, newest first, or with those it is given', () => {
  const traces = [call('newest').finishOk(), call('orphan', 'gone').finishOk(), call('oldest').finishOk()];
  expect(treeOf(traces)).toEqual(['newest ok', 'orphan ok', 'oldest ok']);
  expect(treeOf(traces, { roots: traces.slice(2) })).toEqual(['oldest ok']);
});

it('is no wider than a terminal', () => {
  const long = call('x'.repeat(90));
  expect(traceTree([long.finishError('E'.repeat(80), '')]).length).toBe(100);
});
