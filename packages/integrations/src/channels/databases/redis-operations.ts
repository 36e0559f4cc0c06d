import { tracedSystems } from '@portcall/trace/internal';
import type { Operation } from '../../measuring/measurement.js';
import type { TracingMessage } from '../subscribing/operations.js';

export const REDIS = 'redis';

/** Both clients hand over arguments as well, some with keys and values in them, which are not read. */
interface CommandMessage extends TracingMessage {
  readonly command: unknown;
}

interface BatchMessage extends TracingMessage {
  /** `MULTI` or `PIPELINE`. */
  readonly batchMode: unknown;
}

export function redisCommand({ command }: CommandMessage): Operation {
  return { op: named(command), entity: '', system: REDIS };
}

/** All of a batch is one operation: its commands go and come as one. */
export function redisBatch({ batchMode }: BatchMessage): Operation {
  return { op: named(batchMode), entity: '', system: REDIS };
}

/** Says that operations of Redis are told by channels. */
export function tracesRedis(): void {
  tracedSystems().add(REDIS);
}

const LONGEST = 64;

/** What an app sends as a command may be anything. */
function named(command: unknown): string {
  const name = typeof command === 'string' ? command.toLowerCase() : '';
  return name.length <= LONGEST && /^[a-z][\w.]*$/.test(name) ? name : 'command';
}
