import { execFileSync } from 'node:child_process';
import { chown, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Child, type ChildOptions, runProgram } from './child.js';
import { eventually } from './eventually.js';
import { freePort } from './free-port.js';
import { realPart } from './real-parts.js';

/** A real PostgreSQL server, empty and on a directory of its own. */
export interface PostgresServer extends AsyncDisposable {
  /** Of its one database, for its superuser, without a password. */
  readonly url: string;
  /** Ends the connections that are still open and the server. */
  stop(): Promise<void>;
}

/** Starts it; that takes about a second. Nothing it keeps is safe from a power cut, and nothing is kept. */
export async function startPostgres(): Promise<PostgresServer> {
  const binaries = dirname(realPart('postgres'));
  const user = notRoot();
  const directory = await mkdtemp(join(tmpdir(), 'postgres-'));
  const data = join(directory, 'data');
  const remove = (): Promise<void> => rm(directory, { recursive: true, force: true });
  try {
    await mkdir(data);
    if (user !== undefined) await Promise.all([directory, data].map((path) => chown(path, user.uid, user.gid)));
    const { code, stderr } = await runProgram(join(binaries, 'initdb'), {
      args: ['--pgdata', data, '--no-sync', '--auth=trust', '--username=postgres', '--encoding=UTF8', '--locale=C'],
      cwd: directory,
      user,
      timeoutMs: 60_000,
    }).exit;
    if (code !== 0) throw new Error(`initdb failed: ${stderr}`);
  } catch (error) {
    await remove();
    throw error;
  }

  const port = await freePort();
  const child = runProgram(join(binaries, 'postgres'), {
    // Without sockets in the file system: their path may be too long for one.
    args: ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', '', '-F', '-c', 'full_page_writes=off'],
    cwd: directory,
    user,
    timeoutMs: 300_000,
  });
  const stop = async (): Promise<void> => {
    // The fast shutdown: the default one waits for clients to leave.
    await child.kill('SIGINT');
    await remove();
  };
  try {
    await eventually(() => isReady(data, child), { timeoutMs: 30_000, what: 'PostgreSQL to be ready' });
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `postgres://postgres@127.0.0.1:${port}/postgres`, stop, [Symbol.asyncDispose]: stop };
}

/** PostgreSQL refuses to run as root: then it is run by the user of its package, or by one who owns nothing. */
function notRoot(): ChildOptions['user'] {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    try {
      const id = (flag: string): number => Number(execFileSync('id', [flag, name], { stdio: 'pipe' }));
      return { uid: id('-u'), gid: id('-g') };
    } catch {
      // Not a user of this machine.
    }
  }
  throw new Error('PostgreSQL: does not run as root; add a user called postgres or nobody');
}

/** The server says so itself, in the last line of its lock file: a connection would be accepted too early. */
async function isReady(data: string, child: Child): Promise<boolean> {
  if (child.process.exitCode !== null) throw new Error(`PostgreSQL ended: ${(await child.exit).stderr}`);
  const lock = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '');
  return /^ready\s*$/m.test(lock);
}
