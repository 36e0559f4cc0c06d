import { systemClock } from '@portcall/core';
import type { CurrentCall } from '@portcall/trace';
import { identified } from '../../measuring/identity.js';
import { Measurement, measured, measuredIfFailing, type Operation, unobserved } from '../../measuring/measurement.js';
import { observe } from '../../measuring/observe.js';
import { firstSight, replaceMethod } from '../../measuring/patch.js';
import { operationReader, type TracedClientOptions } from '../../sql/query-text.js';
import { rowCountOf } from '../../sql/row-count.js';

export const SQLITE = 'sqlite';

/** Traces what both SQLite clients have: prepared statements and `exec`. */
export function traceStatements(db: object, options: TracedClientOptions): void {
  const read = operationReader(SQLITE, options);
  replaceMethod(db, 'prepare', (prepare) => (text: string, ...rest: unknown[]): unknown => {
    const operation = (): Operation => read(text);
    // SQLite looks for the tables of a statement here already.
    const statement = measuredIfFailing(operation, () => Reflect.apply(prepare, db, [text, ...rest]) as object);
    if (firstSight(statement)) traceRows(statement, (values) => identified(operation(), text, values));
    return statement;
  });
  observe(db, 'exec', (call, run, [text]) => measured(call, read(text), run));
}

/** What each of a statement's methods gives, as rows. */
const ROWS: Readonly<Record<string, (op: string, result: unknown) => number | undefined>> = {
  run: (op, result) => rowCountOf(op, 0, (result as { changes?: number | bigint }).changes),
  get: (_, row) => (row === undefined ? 0 : 1),
  all: (_, rows) => (rows as readonly unknown[]).length,
};

/** Traces what runs a statement; `describe` reads which one from the arguments it is run with. */
export function traceRows(target: object, describe: (args: readonly unknown[]) => Operation): void {
  for (const [method, rows] of Object.entries(ROWS)) {
    observe(target, method, (call, run, args) => {
      const operation = describe(args);
      return measured(call, operation, run, (result) => rows(operation.op, result));
    });
  }
  observe(target, 'iterate', (call, run, args) =>
    measuredRows(call, describe(args), run as () => IterableIterator<unknown>),
  );
}

/** Measures rows that are read one by one: the time spent in the client, without what the reader does in between. */
function measuredRows(
  call: CurrentCall,
  operation: Operation,
  open: () => IterableIterator<unknown>,
): IterableIterator<unknown> {
  const measurement = new Measurement(call, operation);
  let spentMs = 0;
  let rows = 0;
  const spend = <T>(step: () => T): T => {
    const before = systemClock.monotonic();
    try {
      return unobserved(call, step);
    } catch (thrown) {
      measurement.failed(thrown, spentMs + systemClock.monotonic() - before);
      throw thrown;
    } finally {
      spentMs += systemClock.monotonic() - before;
    }
  };
  const iterator = spend(open);
  replaceMethod(iterator, 'next', (next) => (): unknown => {
    const step = spend(() => Reflect.apply(next, iterator, []) as IteratorResult<unknown>);
    if (step.done === true) measurement.succeeded(() => rows, spentMs);
    else rows += 1;
    return step;
  });
  replaceMethod(iterator, 'return', (leave) => (...args: unknown[]): unknown => {
    const left = spend((): unknown => Reflect.apply(leave, iterator, args));
    measurement.succeeded(() => rows, spentMs);
    return left;
  });
  return iterator;
}
