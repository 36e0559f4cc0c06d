import { tracedSystems } from '@portcall/trace/internal';
import { MONGODB } from '../../clients/mongodb/command.js';
import type { ChannelFamily } from '../family.js';
import { observeOperations } from '../subscribing/operations.js';
import { observeCursors } from './mongoose/cursor.js';
import { documentsOf, type MongooseMessage, mongooseOperation } from './mongoose/message.js';

/**
 * An operation includes its hooks, whose own operations are reported beside it.
 * @see https://github.com/Automattic/mongoose (lib/tracing.js)
 */
export const mongoose: ChannelFamily<'mongoose'> = {
  name: 'mongoose',
  subscribe(to) {
    tracedSystems().add(MONGODB);
    for (const name of ['query', 'aggregate', 'model:save', 'model:insertMany', 'model:bulkWrite'])
      observeOperations<MongooseMessage>(to, `mongoose:${name}`, {
        operation: mongooseOperation,
        rows: documentsOf,
        coversDriver: true,
      });
    observeCursors(to);
  },
};
