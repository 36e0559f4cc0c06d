import { execFile } from 'node:child_process';
import { realPart } from '../real-parts.js';

export interface PromtoolAnswer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Prometheus' own checker, with a text on its standard input. Gives whatever exit code it ends with. */
export function promtool(args: readonly string[], stdin = ''): Promise<PromtoolAnswer> {
  return new Promise((resolve, reject) => {
    const child = execFile(realPart('promtool'), args, { timeout: 20_000 }, (error, stdout, stderr) => {
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
