import { realPart } from '../real-parts.js';
import { answers, type DatabaseServer, startDatabase } from './database-server.js';

/** Starts a FerretDB, which speaks MongoDB's protocol and keeps everything by SQLite. It has no transactions. */
export function startFerretDb(): Promise<DatabaseServer> {
  return startDatabase({
    name: 'FerretDB',
    program: realPart('ferretdb'),
    args: (folder, port) => [`127.0.0.1:${port}`, folder],
    isReady: (port) => answers(port, HELLO),
    url: (port) => `mongodb://127.0.0.1:${port}/app`,
  });
}

/** `{ hello: 1, $db: 'admin' }` as an OP_MSG. */
const HELLO = Buffer.from(
  '340000000100000000000000dd07000000000000001f0000001068656c6c6f000100000002246462000600000061646d696e0000',
  'hex',
);
