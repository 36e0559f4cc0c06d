import { execFile } from 'node:child_process';
import { realPart } from '../real-parts.js';

export interface PromtoolAnswer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface PromtoolOptions {
  /** Of Debian's Prometheus 2, or of Prometheus 3. @default 'promtool' */
  readonly part?: 'promtool' | 'promtool-3';
  /** Where it runs. @default the current folder */
  readonly cwd?: string;
}

/** Prometheus' own checker, with a text on its standard input. Gives whatever exit code it ends with. */
export function promtool(
  args: readonly string[],
  stdin = '',
  { part = 'promtool', cwd }: PromtoolOptions = {},
): Promise<PromtoolAnswer> {
  const options = { timeout: 60_000, ...(cwd === undefined ? {} : { cwd }) };
  return new Promise((resolve, reject) => {
    const child = execFile(realPart(part), args, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      if (typeof code === 'number') resolve({ code, stdout, stderr });
      else reject(error);
    });
    // It may end without reading all of it.
    child.stdin?.on('error', () => {}).end(stdin);
  });
}

/** What `promtool check metrics` complains of in a Prometheus text, line by line; empty where all is well. */
export async function promtoolCheckMetrics(text: string): Promise<readonly string[]> {
  const { code, stdout, stderr } = await promtool(['check', 'metrics'], text);
  const complaints = `${stdout}\n${stderr}`.split('\n').filter((line) => line.trim() !== '');
  return code === 0 || complaints.length > 0 ? complaints : [`promtool ended with code ${code}`];
}
