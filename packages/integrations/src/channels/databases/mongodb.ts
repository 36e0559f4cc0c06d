import { tracedSystems } from '@portcall/trace/internal';
import { type Command, MONGODB, operationIn } from '../../clients/mongodb/command.js';
import { documentsOf, failureIn } from '../../clients/mongodb/reply.js';
import { traceSession } from '../../clients/mongodb/session.js';
import type { ChannelFamily } from '../family.js';
import { injectedChannel, whenMade } from '../subscribing/made.js';
import { observeOperations, type TracingMessage } from '../subscribing/operations.js';
import { replyOf } from './mongodb/reply-of.js';

/** A command of MongoDB's driver, by the arguments of `Connection.command()`. */
interface CommandMessage extends TracingMessage {
  readonly arguments: readonly [namespace: unknown, command: Command, ...rest: unknown[]];
}

/** MongoDB's driver. What mongoose reports it does not report again. */
export const mongodb: ChannelFamily<'mongodb'> = {
  name: 'mongodb',
  subscribe(to) {
    tracedSystems().add(MONGODB);
    observeOperations<CommandMessage>(to, injectedChannel('mongodb', 'command'), {
      operation: ({ arguments: [, command] }, call) => operationIn(call, command),
      rows: ({ result }, { op }) => documentsOf(op, replyOf(result)),
      failure: ({ result }) => failureIn(replyOf(result)),
      isDriver: true,
      // The same command is told by a client that is traced as well.
      coversInner: true,
    });
    whenMade(to, 'mongodb', 'session', traceSession);
  },
};
