import { setImmediate as tick } from 'node:timers/promises';
import { failOnProblems, traceTree } from '@portcall/conformance';
import fc from 'fast-check';
import { currentCall, type FnTrace, op, rollback, startTracing, traced } from '../src/index.js';

failOnProblems();

/** A call as a plan: how it runs, what it does in which order, and how it ends. */
interface Plan {
  readonly name: string;
  readonly kind: 'sync' | 'async' | 'generator' | 'stream';
  readonly steps: readonly Step[];
  readonly end: 'ok' | 'error' | 'rolled_back';
}

type Step =
  | { readonly do: 'op' }
  | { readonly do: 'wait' }
  | { readonly do: 'yield' }
  | { readonly do: 'call'; readonly plan: Plan }
  | { readonly do: 'together'; readonly plans: readonly Plan[] };

const { plan } = fc.letrec<{ plan: Plan; step: Step }>((tie) => ({
  step: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'calls' },
    fc.constantFrom<Step>({ do: 'op' }, { do: 'wait' }, { do: 'yield' }),
    fc.record({ do: fc.constant('call' as const), plan: tie('plan') }),
    fc.record({ do: fc.constant('together' as const), plans: fc.array(tie('plan'), { minLength: 1, maxLength: 3 }) }),
  ),
  plan: fc.record({
    name: fc.constantFrom('a', 'b', 'c', 'd'),
    kind: fc.constantFrom<Plan['kind'][]>('sync', 'async', 'generator', 'stream'),
    steps: fc.array(tie('step'), { maxLength: 4, depthIdentifier: 'calls' }),
    end: fc.constantFrom<Plan['end'][]>('ok', 'error', 'rolled_back'),
  }),
}));

/** What the trees should be, worked out without running anything. Siblings are sorted: together, they start in any order. */
function expected({ name, steps, kind, end }: Plan): string {
  const canWait = kind !== 'sync';
  const ops = steps.filter((step) => step.do === 'op').map(() => '  · get Lot 1 row');
  const yields = steps.filter((step) => step.do === 'yield').length;
  const chunks = kind === 'generator' || kind === 'stream' ? yields : 0;
  const shownChunks =
    chunks === 0 ? '' : `, ${chunks} chunk${chunks === 1 ? '' : 's'} of ${chunks} byte${chunks === 1 ? '' : 's'}`;
  const children = steps.flatMap((step) => {
    if (step.do === 'call') return callable(step.plan, canWait) ? [step.plan] : [];
    return step.do === 'together' ? step.plans.filter((each) => callable(each, canWait)) : [];
  });
  const below = children.map(expected).sort().map(indented);
  return [
    `${name}${end === 'ok' ? '' : ` ${end} ${end === 'error' ? 'RangeError' : 'R'}`}${shownChunks}`,
    ...ops,
    ...below,
  ].join('\n');
}

/** A sync function can only wait for sync ones. */
function callable(callee: Plan, canWait: boolean): boolean {
  return canWait || callee.kind === 'sync';
}

const indented = (text: string): string => text.replaceAll(/^/gm, '  ');

/** The same sorting for what was really traced. */
function sorted(tree: string): string {
  const blocks = tree.split(/\n(?=\S)/).map((block) => {
    const [head = '', ...rest] = block.split('\n');
    const inner = rest.map((line) => line.slice(2));
    const ops = inner.filter((line) => line.startsWith('·'));
    const calls = inner.filter((line) => !line.startsWith('·') && line !== '').join('\n');
    return [head, ...ops.map((line) => `  ${line}`), ...(calls === '' ? [] : [indented(sorted(calls))])].join('\n');
  });
  return blocks.sort().join('\n');
}

/** Runs a plan: reads every stream, goes on after every error. */
async function run(plan: Plan): Promise<void> {
  try {
    for await (const _ of start(plan) as AsyncIterable<string>);
  } catch (error) {
    if (plan.end === 'ok') throw error;
  }
}

function runSync(plan: Plan): void {
  try {
    start(plan);
  } catch (error) {
    if (plan.end === 'ok') throw error;
  }
}

function start(plan: Plan): unknown {
  const at = { type: 'query' } as const;
  switch (plan.kind) {
    case 'sync':
      return traced(plan.name, at, () => steps(plan).sync())();
    case 'async':
      return traced(plan.name, at, async () => {
        for await (const _ of steps(plan).async());
        return [];
      })().then((nothing) => nothing);
    case 'generator':
      return traced(plan.name, at, () => steps(plan).async())();
    case 'stream':
      return traced(plan.name, at, async () => streamOf(steps(plan).async()))();
  }
}

function steps({ name, steps: all, end }: Plan): { sync(): void; async(): AsyncGenerator<string> } {
  const check = (): void => expect(currentCall()?.fnName).toBe(name);
  const get = (): void => void op('get', 'Lot', () => ['lot']);
  const leave = (): void => {
    if (end === 'error') throw new RangeError('no');
    if (end === 'rolled_back') rollback('R', 'back');
  };
  return {
    sync() {
      for (const step of all) {
        check();
        if (step.do === 'op') get();
        else if (step.do === 'call' && step.plan.kind === 'sync') runSync(step.plan);
        else if (step.do === 'together') for (const each of step.plans) if (each.kind === 'sync') runSync(each);
      }
      check();
      leave();
    },
    async *async() {
      for (const step of all) {
        check();
        if (step.do === 'op') get();
        else if (step.do === 'wait') await tick();
        else if (step.do === 'yield') yield 'x';
        else if (step.do === 'call') await runAny(step.plan);
        else await Promise.all(step.plans.map(runAny));
      }
      check();
      leave();
    },
  };
}

async function runAny(plan: Plan): Promise<void> {
  if (plan.kind === 'sync') runSync(plan);
  else if (plan.kind === 'generator') await run(plan);
  else {
    try {
      const given = (await start(plan)) as AsyncIterable<string> | [];
      for await (const _ of given);
    } catch (error) {
      if (plan.end === 'ok') throw error;
    }
  }
}

function streamOf(chunks: AsyncGenerator<string>): ReadableStream<string> {
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await chunks.next();
        if (done === true) controller.close();
        else controller.enqueue(value);
      },
    },
    { highWaterMark: 0 },
  );
}

it('is the tree of what really called what, however calls are nested, fail, stream and overlap', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(plan, { minLength: 1, maxLength: 4 }), async (plans) => {
      const traces: FnTrace[] = [];
      using _ = startTracing({ listeners: [(trace) => traces.push(trace)] });
      await Promise.all(plans.map(runAny));
      expect(sorted(traceTree(traces))).toBe(plans.map(expected).sort().join('\n'));
      expect(new Set(traces.map(({ callId }) => callId)).size).toBe(traces.length);
    }),
    { numRuns: 400 },
  );
}, 60_000);

it('shows what it is made of', async () => {
  const traces: FnTrace[] = [];
  using _ = startTracing({ listeners: [(trace) => traces.push(trace)] });
  const lots = traced('lots', { type: 'query' }, async function* () {
    yield op('get', 'Lot', () => 'one', { id: 'lot_1' });
  });
  const place = traced('placeBid', { type: 'mutation' }, async () => {
    for await (const lot of lots()) op('insert', 'Bid', () => [lot]);
    rollback('BID_TOO_LOW', 'too low');
  });
  await expect(place()).rejects.toThrow('too low');
  expect(traceTree(traces)).toBe(`placeBid rolled_back BID_TOO_LOW
  · insert Bid 1 row
  lots, 1 chunk of 3 bytes
    · get Lot lot_1`);
  expect(traceTree(traces.filter(({ fnName }) => fnName === 'lots'))).toMatch(/^lots \(caller unknown\), 1 chunk/);
  expect(traceTree([])).toBe('');
});
