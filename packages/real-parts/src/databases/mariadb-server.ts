import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { realPart } from '../real-parts.js';
import { answers, type DatabaseServer, startDatabase } from './database-server.js';

/** Starts a MariaDB; that takes about two seconds. Nothing it keeps is safe from a power cut. */
export function startMariaDb(): Promise<DatabaseServer> {
  return startDatabase({
    name: 'MariaDB',
    program: realPart('mariadbd'),
    users: ['mysql', 'nobody'],
    async prepare(folder, run) {
      await writeFile(join(folder, 'init.sql'), 'create database app;\n');
      await run(realPart('mariadb-install-db'), [
        ...['--no-defaults', `--datadir=${join(folder, 'data')}`, '--auth-root-authentication-method=normal'],
        ...['--skip-test-db', '--innodb-log-file-size=8M'],
      ]);
    },
    args: (folder, port) => [
      ...['--no-defaults', `--datadir=${join(folder, 'data')}`, `--init-file=${join(folder, 'init.sql')}`],
      ...['--bind-address=127.0.0.1', `--port=${port}`, '--skip-name-resolve', '--innodb-flush-log-at-trx-commit=0'],
      // Without sockets in the file system: their path may be too long for one.
      ...['--socket=', '--innodb-log-file-size=8M', '--innodb-buffer-pool-size=32M'],
    ],
    isReady: (port) => answers(port),
    url: (port) => `mysql://root@127.0.0.1:${port}/app`,
  });
}
