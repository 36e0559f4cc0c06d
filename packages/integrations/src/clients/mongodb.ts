import { tracedSystems } from '@portcall/trace/internal';
import { checkClient } from '../measuring/checked-client.js';
import { connecting } from '../measuring/connect.js';
import { firstSight, replaceMethod } from '../measuring/patch.js';
import { MONGODB } from './mongodb/command.js';
import { type Monitoring, observeCommands, sayIfUnmonitored } from './mongodb/commands.js';
import { traceSession } from './mongodb/session.js';

/** What is used of a `MongoClient` of MongoDB's driver. */
export interface MongoClientLike {
  connect(): Promise<unknown>;
  startSession(): object;
  on(event: 'commandStarted', told: (event: never) => void): unknown;
}

/**
 * Makes a client of MongoDB's driver report its commands and its transactions to the running call: each command that is sent, so
 * that a cursor is a `find` and a `getmore` for each batch after the first. Changes this one object, switches on its
 * `monitorCommands`, and gives it back. Give it before it connects.
 *
 * An operation is called like the command, in lower case, and so is that of mongoose: where its channels are listened to,
 * mongoose reports for its driver. Filters and documents are not read.
 */
export function tracedMongo<C extends MongoClientLike>(client: C): C {
  checkClient(client, 'tracedMongo()', {
    by: ['connect'],
    called: 'a client of MongoDB',
    todo: 'give new MongoClient(…)',
  });
  if (!firstSight(client)) return client;
  tracedSystems().add(MONGODB);
  sayIfUnmonitored(client as unknown as Monitoring);
  observeCommands(client as unknown as Monitoring);
  // Operations connect by it as well.
  replaceMethod(
    client,
    'connect',
    (connect) =>
      (...args: unknown[]): unknown =>
        connecting(MONGODB, (): unknown => Reflect.apply(connect, client, args)),
  );
  replaceMethod(client, 'startSession', (start) => (...args: unknown[]): unknown => {
    const session = Reflect.apply(start, client, args) as object;
    traceSession(session);
    return session;
  });
  return client;
}
