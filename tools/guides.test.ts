import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startFaultReceiver } from '@portcall/real-parts';
import { codeBlocks } from './code-blocks.js';
import { isAsShown } from './readme-programs.js';
import { outputOf } from './run-block.js';

const folder = join(__dirname, '../docs/guides');

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
      const output = await outputOf(programs[index]!, { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
      const shown = outputs[index]!.text.trim();
      expect(isAsShown(output, shown) ? shown : output).toBe(shown);
    },
    60_000,
  );
});
