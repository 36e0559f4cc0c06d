import { bind, type Counter, counter, defineCatalog, discardedRecordings, type Store, store } from '@portcall/metrics';
import { traced } from '@portcall/trace';
import * as fc from 'fast-check';

const catalog = defineCatalog({
  scope: 'shop',
  metrics: { books: counter({ name: 'books', description: 'Books added, once per row that is stored.' }) },
});
export const kept: Store = store();
export const books: { readonly onCommit: Counter } = bind(catalog, kept).books;
export const counted = (): number => kept.value(catalog.metrics.books);
export const discarded = (): number => discardedRecordings().find(({ metric }) => metric === 'shop_books')?.count ?? 0;

export const INSERT = "insert into books (title) values ('a')";
export const COUNT = 'select count(*) as n from books';

export class Refused extends Error {}

export async function swallowing(step: () => unknown): Promise<void> {
  try {
    await step();
  } catch {
    // Programs go on.
  }
}

/** Transactions inside one another, as callbacks. */
export type Step = 'insert' | 'inCall' | 'fail' | { readonly steps: readonly Step[]; readonly refused: boolean };

const { step: anyStep } = fc.letrec<{ step: Step }>((tie) => ({
  step: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.constantFrom<Step>('insert', 'inCall', 'insert', 'fail'),
    fc.record({ steps: fc.array(tie('step'), { maxLength: 4 }), refused: fc.boolean() }),
  ),
}));
export const anyProgram: fc.Arbitrary<readonly Step[]> = fc.array(anyStep, { maxLength: 5 });

/** What a client can do, and a transaction of its own. */
export interface Client {
  run(statement: string): unknown;
  transaction(body: (inside: Client) => Promise<void>): unknown;
}

async function runAll(client: Client, steps: readonly Step[]): Promise<void> {
  for (const step of steps) await swallowing(() => runOne(client, step));
}

async function runOne(client: Client, step: Step): Promise<void> {
  if (typeof step === 'object') {
    await client.transaction(async (inside) => {
      await runAll(inside, step.steps);
      if (step.refused) throw new Refused();
    });
    return;
  }
  if (step === 'fail') {
    await client.run('select * from missing');
    return;
  }
  const insert = async (): Promise<void> => {
    await client.run(INSERT);
    books.onCommit.add(1);
  };
  await (step === 'inCall' ? traced('add', { type: 'mutation' }, insert)() : insert());
}

export const program = (client: Client): ((steps: readonly Step[]) => Promise<void>) =>
  traced('program', { type: 'mutation' }, (steps: readonly Step[]) => runAll(client, steps));

/** How many inserts a program rolls back, where a statement that fails is all that fails. */
export function rolledBack(steps: readonly Step[], isRefused: boolean): number {
  return steps.reduce((sum, step) => {
    if (typeof step === 'object') return sum + rolledBack(step.steps, isRefused || step.refused);
    return step !== 'fail' && isRefused ? sum + 1 : sum;
  }, 0);
}
