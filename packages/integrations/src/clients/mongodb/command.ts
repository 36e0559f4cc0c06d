import type { CurrentCall } from '@portcall/trace';
import { identified } from '../../measuring/identity.js';
import type { Operation } from '../../measuring/measurement.js';
import { isToldAbove } from './told-above.js';

export const MONGODB = 'mongodb';

/** A command as it is sent: its first key is its name. Filters, documents and pipelines come with it, and are not read. */
export type Command = Readonly<Record<string, unknown>>;

/** Those whose value is the name of a collection; that of others may be anything. */
const ON_COLLECTIONS: ReadonlySet<string> = new Set(
  'aggregate collStats count create createIndexes delete distinct drop dropIndexes find findAndModify insert killCursors listIndexes mapReduce update'.split(
    ' ',
  ),
);

/** How drivers keep their connections and sessions: nobody's affair. */
const OWN: ReadonlySet<string> = new Set(
  'authenticate endSessions getnonce hello isMaster ismaster logout refreshSessions saslContinue saslStart'.split(' '),
);

const TRANSACTION_OPS: Readonly<Record<string, string>> = { commitTransaction: 'commit', abortTransaction: 'rollback' };

/** What tells one read from another, of all that a command brings along. */
const ASKED = 'filter pipeline query key sort projection skip limit collation hint let'.split(' ');

/** Tells what a call is to have of a command; undefined where it is the driver's own, or told of by a library above. */
export function operationIn(call: CurrentCall, command: Command): Operation | undefined {
  const operation = operationOf(command);
  if (operation === undefined || isToldAbove(call, operation)) return undefined;
  return identified(
    operation,
    operation.op,
    ASKED.map((name) => command[name]),
  );
}

function operationOf(command: Command): Operation | undefined {
  const [name = ''] = Object.keys(command);
  if (OWN.has(name)) return undefined;
  const about = name === 'getMore' ? command['collection'] : command[name];
  const isNamed = (name === 'getMore' || ON_COLLECTIONS.has(name)) && typeof about === 'string';
  const op = TRANSACTION_OPS[name] ?? name.toLowerCase();
  // How a transaction begins is not told: whoever knows of it knows its end as well.
  return { op, entity: isNamed ? about : '', system: MONGODB, transaction: false };
}
