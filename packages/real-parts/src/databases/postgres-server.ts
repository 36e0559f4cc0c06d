import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { realPart } from '../real-parts.js';
import { type DatabaseServer, startDatabase } from './database-server.js';

/** Starts a PostgreSQL; that takes about a second. Nothing it keeps is safe from a power cut. */
export function startPostgres(): Promise<DatabaseServer> {
  const program = realPart('postgres');
  return startDatabase({
    name: 'PostgreSQL',
    program,
    users: ['postgres', 'nobody'],
    prepare: (folder, run) =>
      run(join(dirname(program), 'initdb'), [
        ...['--pgdata', join(folder, 'data'), '--no-sync', '--auth=trust', '--username=postgres'],
        ...['--encoding=UTF8', '--locale=C'],
      ]),
    // Without sockets in the file system: their path may be too long for one.
    args: (folder, port) => [
      ...['-D', join(folder, 'data'), '-p', String(port), '-h', '127.0.0.1', '-k', '', '-F'],
      ...['-c', 'full_page_writes=off'],
    ],
    // The server says so itself, in the last line of its lock file: a connection would be accepted too early.
    async isReady(_port, folder) {
      const lock = await readFile(join(folder, 'data/postmaster.pid'), 'utf8').catch(() => '');
      return /^ready\s*$/m.test(lock);
    },
    // The fast shutdown: the default one waits for clients to leave.
    endsBy: 'SIGINT',
    url: (port) => `postgres://postgres@127.0.0.1:${port}/postgres`,
  });
}
