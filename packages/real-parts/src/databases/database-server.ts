import { execFileSync } from 'node:child_process';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Child, type ChildOptions, runProgram } from '../child.js';
import { eventually } from '../eventually.js';
import { freePort } from '../free-port.js';

/** A real database server, empty and on a directory of its own. */
export interface DatabaseServer extends AsyncDisposable {
  /** Of its one database, for its superuser, without a password. */
  readonly url: string;
  /** Ends the connections that are still open and the server. */
  stop(): Promise<void>;
}

export interface DatabaseProgram {
  /** As errors call it. */
  readonly name: string;
  readonly program: string;
  /** Users that may run it where root must not, the best one first. @default whoever runs this process */
  readonly users?: readonly string[];
  /** Makes what the server needs in its folder. @default nothing */
  readonly prepare?: (
    folder: string,
    run: (program: string, args: readonly string[]) => Promise<void>,
  ) => Promise<void>;
  readonly args: (folder: string, port: number) => readonly string[];
  readonly isReady: (port: number, folder: string) => Promise<boolean>;
  readonly endsBy?: NodeJS.Signals;
  readonly url: (port: number) => string;
}

/** Starts a server on a free port and a folder of its own; nothing is kept. */
export async function startDatabase(database: DatabaseProgram): Promise<DatabaseServer> {
  const { name, program, users, prepare, args, isReady, endsBy = 'SIGTERM', url } = database;
  const user = users === undefined ? undefined : notRoot(name, users);
  const folder = await mkdtemp(join(tmpdir(), `${name.toLowerCase()}-`));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    if (user !== undefined) await chown(folder, user.uid, user.gid);
    await prepare?.(folder, async (maker, makerArgs) => {
      const { code, stderr } = await runProgram(maker, { args: makerArgs, cwd: folder, user, timeoutMs: 60_000 }).exit;
      if (code !== 0) throw new Error(`${maker} failed: ${stderr}`);
    });
  } catch (error) {
    await remove();
    throw error;
  }

  const port = await freePort();
  const child = runProgram(program, { args: args(folder, port), cwd: folder, user, timeoutMs: 300_000 });
  const stop = async (): Promise<void> => {
    await child.kill(endsBy);
    await remove();
  };
  try {
    const ready = async (): Promise<boolean> => {
      await failIfEnded(name, child);
      return isReady(port, folder);
    };
    await eventually(ready, { timeoutMs: 30_000, what: `${name} to be ready` });
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: url(port), stop, [Symbol.asyncDispose]: stop };
}

async function failIfEnded(name: string, child: Child): Promise<void> {
  if (child.process.exitCode !== null) throw new Error(`${name} ended: ${(await child.exit).stderr}`);
}

/** Servers that refuse to run as root are run by the user of their package, or by one who owns nothing. */
function notRoot(server: string, users: readonly string[]): ChildOptions['user'] {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of users) {
    try {
      const id = (flag: string): number => Number(execFileSync('id', [flag, name], { stdio: 'pipe' }));
      return { uid: id('-u'), gid: id('-g') };
    } catch {
      // Not a user of this machine.
    }
  }
  throw new Error(`${server}: does not run as root; add a user called ${users.join(' or ')}`);
}

/**
 * Whether a server answers on a port of 127.0.0.1.
 * @param asked what it waits for before it says something; nothing where it speaks first
 */
export function answers(port: number, asked: string | Uint8Array = ''): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = (said: boolean): void => {
      socket.destroy();
      resolve(said);
    };
    socket.once('data', () => end(true));
    socket.once('error', () => end(false));
    socket.once('close', () => end(false));
    socket.write(asked);
  });
}
