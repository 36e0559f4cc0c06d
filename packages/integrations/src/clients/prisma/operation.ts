import type { Operation } from '../../measuring/measurement.js';
import type { ReadOperation } from '../../sql/query-text.js';

/** An operation as a client extension is told of it. Of its arguments the text of a raw statement is read, and no value. */
export interface PrismaOperation {
  /** None where it is raw. */
  readonly model?: string | undefined;
  readonly operation: string;
  readonly args: unknown;
}

/** The first words of methods; any other method keeps its name. */
const OPS: readonly (readonly [method: RegExp, op: string])[] = [
  [/^find/, 'query'],
  [/^create/, 'insert'],
  [/^update/, 'update'],
  [/^delete/, 'delete'],
  [/^groupBy$/, 'aggregate'],
];

/** Tells what an operation does, and on which table. */
export function operationOf(
  system: string,
  readText: ReadOperation,
  tableOf: (model: string) => string,
): (operation: PrismaOperation) => Operation {
  return ({ model, operation, args }) => {
    if (model === undefined) return readText(textOf(operation, args));
    const op = OPS.find(([method]) => method.test(operation))?.[1] ?? operation.toLowerCase();
    return { op, entity: tableOf(model), system };
  };
}

/** `$queryRaw` is given a template with values beside it, `$queryRawUnsafe` a text and its values behind it. */
function textOf(operation: string, args: unknown): unknown {
  if (Array.isArray(args)) return operation.endsWith('Unsafe') ? (args as readonly unknown[])[0] : undefined;
  const { strings, sql } = (args ?? {}) as { readonly strings?: unknown; readonly sql?: unknown };
  return Array.isArray(strings) ? strings.join('?') : sql;
}

/** How many rows were found or changed; undefined where what was asked for is a number. */
export function rowsOf({ model, operation }: PrismaOperation, result: unknown): number | undefined {
  if (Array.isArray(result)) return result.length;
  if (typeof result === 'number') return model === undefined ? result : undefined;
  if (typeof result !== 'object' || result === null) return 0;
  if (operation === 'aggregate' || operation === 'count') return undefined;
  const { count } = result as { readonly count?: unknown };
  return operation.includes('Many') && typeof count === 'number' ? count : 1;
}
