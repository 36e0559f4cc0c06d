import { MONGODB } from '../../../clients/mongodb/command.js';
import type { Operation } from '../../../measuring/measurement.js';
import type { TracingMessage } from '../../subscribing/operations.js';
import { commandOf } from './commands.js';

/** Filters, documents and pipelines come with it too, and are not read. */
export interface MongooseMessage extends TracingMessage {
  readonly operation: string;
  readonly collection?: string;
  readonly args: {
    /** Of one query, and the same for all that it asks. */
    readonly options?: object;
    readonly pipeline?: object;
  };
}

export function mongooseOperation({ operation, collection = '' }: MongooseMessage): Operation {
  return { op: commandOf(operation), entity: collection, system: MONGODB };
}

const COUNTS = ['insertedCount', 'modifiedCount', 'deletedCount', 'upsertedCount'] as const;

/** How many documents came or were changed; undefined where what was asked for is a number, or the values of a field. */
export function documentsOf({ operation, result }: MongooseMessage): number | undefined {
  if (operation === 'distinct' || typeof result === 'number') return undefined;
  if (Array.isArray(result)) return result.length;
  if (typeof result !== 'object' || result === null) return 0;
  if (!CHANGING.has(operation)) return 1;
  const counted = COUNTS.map((name) => (result as Readonly<Record<string, unknown>>)[name]).filter(isNumber);
  return counted.length === 0 ? undefined : counted.reduce((sum, count) => sum + count, 0);
}

/** Those that answer with counts. */
const CHANGING = new Set([
  'updateOne',
  'updateMany',
  'replaceOne',
  'deleteOne',
  'deleteMany',
  'bulkWrite',
  'insertMany',
]);

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}
