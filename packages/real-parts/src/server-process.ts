import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Child, runProgram } from './child.js';
import { eventually } from './eventually.js';
import { type RealPart, realPart } from './real-parts.js';

export interface ServerOptions {
  /** The program's arguments; what it keeps goes into `folder`. */
  readonly args: (folder: string) => readonly string[] | Promise<readonly string[]>;
  /** Laid over this process's environment. @default nothing */
  readonly env?: (folder: string) => Readonly<Record<string, string>>;
  /** Answers with 2xx once the server is ready. */
  readonly readyUrl: string;
}

/** A server that a test may take down and bring back, with the ports and the files it had. */
export interface ServerProcess extends AsyncDisposable {
  /** Ends it without asking, as a crash does. */
  kill(): Promise<void>;
  /**
   * Ends it as an operator does: it may finish what it has begun.
   * @throws Error with what it said when it takes longer than a minute
   */
  end(): Promise<void>;
  /** Starts it again. @throws Error with what it said when it does not become ready within 20 s */
  launch(): Promise<void>;
  /** Ends it and removes its files. */
  stop(): Promise<void>;
}

const END_MS = 60_000;

/** Starts a server on a folder of its own, and waits until it is ready. */
export async function startServer(part: RealPart, { args, env, readyUrl }: ServerOptions): Promise<ServerProcess> {
  const folder = await mkdtemp(join(tmpdir(), `${part}-`));
  let child: Child;
  const server: ServerProcess = {
    async kill() {
      await child.kill('SIGKILL');
    },
    async end() {
      const stubborn = setTimeout(() => void child.kill('SIGKILL'), END_MS);
      const { signal, stderr } = await child.kill('SIGTERM');
      clearTimeout(stubborn);
      if (signal === 'SIGKILL') throw new Error(`${part} did not end within ${END_MS} ms: ${stderr}`);
    },
    async launch() {
      child = runProgram(realPart(part), { args: await args(folder), env: env?.(folder) ?? {}, timeoutMs: 900_000 });
      await eventually(() => isReady(part, readyUrl, child), { timeoutMs: 20_000, what: `${part} to be ready` });
    },
    async stop() {
      await child[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
    [Symbol.asyncDispose]: () => server.stop(),
  };
  try {
    await server.launch();
  } catch (error) {
    await server.stop();
    throw error;
  }
  return server;
}

async function isReady(part: RealPart, url: string, child: Child): Promise<boolean> {
  if (child.process.exitCode !== null) throw new Error(`${part} ended: ${(await child.exit).stderr}`);
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}
