import { identified } from '../../measuring/identity.js';
import { Measurement, type Operation, observingCall, refuseIfLate } from '../../measuring/measurement.js';
import { firstSight, replaceMethod } from '../../measuring/patch.js';
import type { ReadOperation } from '../../sql/query-text.js';
import { rowCountOf } from '../../sql/row-count.js';

export const SYSTEM = 'postgresql';

/** A query of the package `postgres`: a promise that is sent when somebody waits for it. */
interface Query {
  readonly executed: boolean;
  /** Absent from those that the package makes for itself. */
  readonly canceller: unknown;
  readonly strings: readonly string[];
  /** Known once it is sent. */
  readonly parameters?: readonly { readonly value?: unknown }[];
  readonly cursorRows?: unknown;
  /** What is sent, once that is known: parts of a query may be queries that are never sent themselves. */
  readonly statement: { readonly string?: unknown } | null;
}

/** Reports a query to the call in which it is first waited for. */
export function traceQuery(query: object, read: ReadOperation): void {
  if (typeof (query as Query).canceller !== 'function' || !firstSight(query)) return;
  replaceMethod(query, 'handle', (handle) => (): unknown => {
    if (!(query as Query).executed) begin(query as Query, read);
    return Reflect.apply(handle, query, []);
  });
}

function begin(query: Query, read: ReadOperation): void {
  const call = observingCall();
  if (call === undefined) {
    refuseIfLate();
    return;
  }
  // What it is is read of what was sent.
  const operation = { op: 'query', entity: '', system: SYSTEM } satisfies Operation;
  const measurement = new Measurement(call, operation);
  const known = (): Operation => {
    const text = textOf(query);
    return Object.assign(operation, identified(read(text), text, query.parameters?.map(given)));
  };
  heardBy(query, 'resolve', (result) => {
    const { op } = known();
    // Of a cursor the server counts the last step alone.
    measurement.succeeded(() => (query.cursorRows === undefined ? rowsOf(op, result) : undefined));
  });
  heardBy(query, 'reject', (thrown) => {
    known();
    measurement.failed(thrown);
  });
}

/** A cursor puts other functions there with every step. */
function heardBy(query: object, name: 'resolve' | 'reject', heard: (value: unknown) => void): void {
  let settle = Reflect.get(query, name) as (value: unknown) => unknown;
  const hearing = (value: unknown): unknown => {
    heard(value);
    return settle(value);
  };
  Object.defineProperty(query, name, {
    configurable: true,
    get: () => hearing,
    set: (other: typeof settle) => {
      settle = other;
    },
  });
}

function given({ value }: { readonly value?: unknown }): unknown {
  return value;
}

function textOf({ statement, strings }: Query): unknown {
  return statement?.string ?? strings.join('?');
}

/** Of a text with several statements there are several results; one that is read row by row has its count alone. */
function rowsOf(op: string, result: unknown): number | undefined {
  if (!Array.isArray(result)) return undefined;
  const results = 'count' in result ? [result] : (result as unknown[][]);
  const sum = (of: (one: unknown[] & { readonly count?: unknown }) => unknown): number =>
    results.reduce((total, one) => total + (Number(of(one)) || 0), 0);
  const counted = sum(({ count }) => count);
  return op === 'query'
    ? counted
    : rowCountOf(
        op,
        sum(({ length }) => length),
        counted,
      );
}
