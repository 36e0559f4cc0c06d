import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { failOnProblems } from '@portcall/conformance';
import { describeRuntimes, runProgram } from '@portcall/real-parts';
import { build } from 'esbuild';

failOnProblems();

const PROGRAM = join(__dirname, 'pino-lines.mjs');
const LINES = [
  '{"level":30,"lot":7,"fn_name":"placeBid","msg":"inside"} placeBid',
  '{"level":30,"msg":"outside"} no call',
].join('\n');

async function printed(runtime: string, program: string): Promise<string> {
  const { stdout, stderr } = await runProgram(runtime, { args: [program] }).exit;
  return (stdout + stderr).trim();
}

describeRuntimes((runtime) => {
  it('has lines of pino that lead to their calls', async () => {
    expect(await printed(runtime, PROGRAM)).toBe(LINES);
  });
});

it('has lines that lead to their calls in one file with pino and all else, too', async () => {
  const folder = mkdtempSync(join(__dirname, '.bundled-'));
  try {
    const outfile = join(folder, 'program.mjs');
    await build({
      entryPoints: [PROGRAM],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      // What is CommonJS in there calls it.
      banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
      logLevel: 'silent',
    });
    expect(await printed(process.execPath, outfile)).toBe(LINES);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
