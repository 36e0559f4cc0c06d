import type { Reply } from '../../../clients/mongodb/reply.js';

/** An answer whose bytes are read as they are asked for. */
interface Response {
  has(name: string): boolean;
  toObject(): Reply;
  /** Of a cursor, how many documents came with it. */
  readonly batchSize?: number;
}

/** An answer as the driver hands it on: an object, or bytes, of which the documents of a cursor are counted and not read. */
export function replyOf(result: unknown): Reply {
  if (typeof result !== 'object' || result === null) return {};
  if (!isResponse(result)) return result;
  if (!result.has('cursor')) return result.toObject();
  return { cursor: { firstBatch: { length: result.batchSize } } };
}

function isResponse(result: object): result is Response {
  return 'toObject' in result && 'has' in result;
}
