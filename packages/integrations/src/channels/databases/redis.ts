import type { ChannelFamily } from '../family.js';
import { observeConnection } from '../subscribing/callers.js';
import { observeOperations } from '../subscribing/operations.js';
import { REDIS, redisBatch, redisCommand, tracesRedis } from './redis-operations.js';

/**
 * Its other channels tell of pools, caches and reconnections, which its own `OpenTelemetry.init()` counts.
 * @see https://github.com/redis/node-redis (packages/client/lib/client/tracing.ts)
 */
export const redis: ChannelFamily<'redis'> = {
  name: 'redis',
  subscribe(to) {
    tracesRedis();
    observeOperations(to, 'node-redis:command', { operation: redisCommand });
    observeOperations(to, 'node-redis:batch', { operation: redisBatch, coversInner: true });
    observeConnection(to, 'node-redis:connect', REDIS);
  },
};
