/** What is read of a server's answer to a command. */
export interface Reply {
  /** How many documents were matched, inserted or deleted. */
  readonly n?: unknown;
  readonly nModified?: unknown;
  readonly upserted?: unknown;
  /** What `findAndModify` has found. */
  readonly value?: unknown;
  readonly writeErrors?: unknown;
  readonly writeConcernError?: unknown;
  readonly cursor?: { readonly firstBatch?: Batch; readonly nextBatch?: Batch } | undefined;
}

interface Batch {
  readonly length?: number | undefined;
}

/** How many documents came or were changed; undefined where what was asked for is a number, or anything else. */
export function documentsOf(op: string, { n, nModified, upserted, value, cursor }: Reply): number | undefined {
  const batch = cursor?.firstBatch ?? cursor?.nextBatch;
  if (batch !== undefined) return batch.length;
  if (op === 'findandmodify') return value == null ? 0 : 1;
  if (op === 'update') return sum(nModified, Array.isArray(upserted) ? upserted.length : 0);
  return op === 'insert' || op === 'delete' ? sum(n, 0) : undefined;
}

/** An answer may say that it did not do what it was asked to, which the driver then throws. */
export function failureIn({ writeErrors, writeConcernError }: Reply): unknown {
  const [first] = Array.isArray(writeErrors) ? (writeErrors as readonly unknown[]) : [];
  return first ?? writeConcernError ?? undefined;
}

function sum(count: unknown, more: number): number | undefined {
  return typeof count === 'number' ? count + more : undefined;
}
