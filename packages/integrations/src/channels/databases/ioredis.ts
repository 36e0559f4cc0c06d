import type { ChannelFamily } from '../family.js';
import { observeConnection } from '../subscribing/callers.js';
import { whenMade } from '../subscribing/made.js';
import { observeOperations } from '../subscribing/operations.js';
import { sendWhereMade } from './ioredis/waiting-commands.js';
import { REDIS, redisBatch, redisCommand, tracesRedis } from './redis-operations.js';

/**
 * A command that has to wait for a connection is published when it is sent, by that connection, so that it is nobody's where
 * nothing is injected that knows who made it.
 * @see https://github.com/redis/ioredis (lib/tracing.ts)
 */
export const ioredis: ChannelFamily<'ioredis'> = {
  name: 'ioredis',
  subscribe(to) {
    tracesRedis();
    observeOperations(to, 'ioredis:command', { operation: redisCommand });
    observeOperations(to, 'ioredis:batch', { operation: redisBatch, coversInner: true });
    observeConnection(to, 'ioredis:connect', REDIS);
    whenMade(to, 'ioredis', 'client', sendWhereMade);
  },
};
