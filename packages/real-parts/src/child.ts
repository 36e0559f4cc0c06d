import { type ChildProcess, spawn } from 'node:child_process';

export interface ChildOptions {
  readonly args?: readonly string[];
  /** Given to node itself, before the script. */
  readonly nodeArgs?: readonly string[];
  /** Laid over this process's environment; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** Who runs it. Only root may choose. @default who runs this process */
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
  /** The child is killed after this. @default 20000 */
  readonly timeoutMs?: number;
}

/** How a child ended, and all it said. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Whether the time limit killed it. */
  readonly timedOut: boolean;
  readonly durationMs: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Child extends AsyncDisposable {
  readonly process: ChildProcess;
  /** Lines of stdout so far. */
  readonly lines: readonly string[];
  /** Fulfilled when the child has ended and both its streams are read. Never rejects for a failing child. */
  readonly exit: Promise<Exit>;
  /**
   * The first line of stdout that matches, also one that is already there.
   * @throws Error with what the child said when it ends, or `timeoutMs` is over, without such a line
   */
  waitForLine(match: RegExp, timeoutMs?: number): Promise<string>;
  kill(signal?: NodeJS.Signals): Promise<Exit>;
}

const GRACE_MS = 3_000;

/** Runs a node script. It never outlives its time limit, nor the `await using` that holds it. */
export function runNode(script: string, options: ChildOptions = {}): Child {
  const { nodeArgs = [], args = [], ...rest } = options;
  return runProgram(process.execPath, { ...rest, args: [...nodeArgs, script, ...args] });
}

/** Runs any program, as `runNode` does. */
export function runProgram(program: string, options: Omit<ChildOptions, 'nodeArgs'> = {}): Child {
  const { args = [], env = {}, cwd, user, timeoutMs = 20_000 } = options;
  const startedAt = Date.now();
  const child = spawn(program, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd === undefined ? {} : { cwd }),
    ...user,
  });
  const stdout: string[] = [];
  const stderr: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => stderr.push(text));

  const lines: string[] = [];
  const heard = new Set<() => void>();
  const wake = (): void => {
    for (const listener of [...heard]) listener();
  };
  // Not by readline, which on newer Nodes takes U+2028 for the end of a line too, which JSON may hold as it is.
  let unfinished = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout.push(text);
    const pieces = (unfinished + text).split('\n');
    unfinished = pieces.pop() ?? '';
    lines.push(...pieces);
    wake();
  });

  let timedOut = false;
  const limit = setTimeout(() => {
    timedOut = true;
    child.kill('SIGKILL');
  }, timeoutMs);

  let ended = false;
  const exit = new Promise<Exit>((resolve) => {
    const end = (code: number | null, signal: NodeJS.Signals | null): void => {
      clearTimeout(limit);
      ended = true;
      if (unfinished !== '') lines.push(unfinished);
      const durationMs = Date.now() - startedAt;
      resolve({ code, signal, timedOut, durationMs, stdout: stdout.join(''), stderr: stderr.join('') });
      wake();
    };
    child.once('close', end);
    child.once('error', (error) => {
      stderr.push(String(error));
      end(null, null);
    });
  });

  const kill = (signal: NodeJS.Signals = 'SIGTERM'): Promise<Exit> => {
    if (!ended) child.kill(signal);
    return exit;
  };

  return {
    process: child,
    lines,
    exit,
    kill,
    waitForLine: (match, lineTimeoutMs = timeoutMs) =>
      new Promise((resolve, reject) => {
        const fail = (why: string): void => {
          settle();
          reject(new Error(`${why} before a line matched ${match}; it said:\n${stdout.join('')}${stderr.join('')}`));
        };
        const look = (): void => {
          const line = lines.find((candidate) => match.test(candidate));
          if (line !== undefined) {
            settle();
            resolve(line);
          } else if (ended) fail(timedOut ? `the time limit of ${timeoutMs} ms ended the child` : 'the child ended');
        };
        const timer = setTimeout(() => fail(`${lineTimeoutMs} ms were over`), lineTimeoutMs);
        const settle = (): void => {
          clearTimeout(timer);
          heard.delete(look);
        };
        heard.add(look);
        look();
      }),
    [Symbol.asyncDispose]: async () => {
      // Asked first: a program that has programs of its own has to end them.
      const stubborn = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
      await kill('SIGTERM');
      clearTimeout(stubborn);
    },
  };
}
