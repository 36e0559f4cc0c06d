import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startFaultReceiver } from '@portcall/real-parts';
import { type CodeBlock, codeBlocks } from './code-blocks.js';
import { isAsShown } from './readme-programs.js';
import { outputOf } from './run-block.js';

const folder = join(__dirname, '../docs/guides');

/** How a program says in its first line that it is started: `// OTEL_TRACES_EXPORTER=console node --import a-module app.mjs`. */
function startedWith({ text }: CodeBlock): Readonly<Record<string, string>> {
  const [, variables, module] = /^\/\/ ((?:\w+=\S+ )*)node --import (\S+) /.exec(text) ?? [];
  if (variables === undefined) return {};
  const set = variables.trim().split(' ').filter(Boolean);
  return { ...Object.fromEntries(set.map((one) => one.split('='))), NODE_OPTIONS: `--import ${module}` };
}

describe.each(readdirSync(folder))('docs/guides/%s', (name) => {
  const blocks = codeBlocks(readFileSync(join(folder, name), 'utf8'));
  const programs = blocks.filter(({ language }) => language === 'ts');
  const outputs = blocks.filter(({ language }) => language === 'text');

  it('has a program, and one output for every program', () => {
    expect(programs.length).toBeGreaterThan(0);
    expect(outputs).toHaveLength(programs.length);
  });

  it.each(programs.map(({ line }, index) => ({ line, index })))(
    'shows what its program of line $line prints',
    async ({ index }) => {
      await using receiver = await startFaultReceiver();
      const program = programs[index]!;
      const output = await outputOf(program, { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...startedWith(program) });
      const shown = outputs[index]!.text.trim();
      expect(isAsShown(output, shown) ? shown : output).toBe(shown);
    },
    60_000,
  );
});
