import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CodeBlock, codeBlocks, compileErrors, type Document } from './code-blocks.js';
import { asShown, outputOf } from './run-block.js';

const root = join(__dirname, '..');

describe('the documents', () => {
  it('compile, block by block', () => {
    const documents = ['.', 'docs', 'packages'].flatMap(markdownIn).map(read);
    expect(compileErrors(root, documents)).toEqual([]);
  }, 60_000);

  it('would be told where they do not', () => {
    const path = 'docs/planted.md';
    const text = [
      'Some words.',
      '```ts',
      '// chat-metrics.ts',
      "import { defineCatalog } from '@portcall/metrics';",
      "export const chat = defineCatalog({ scope: 'chat', metrics: {} });",
      '```',
      '```ts',
      "import { chat } from './chat-metrics.js';",
      'const scope: number = chat.scope;',
      '```',
    ].join('\n');
    expect(compileErrors(root, [{ path, text }])).toEqual([
      "docs/planted.md:9: Type 'string' is not assignable to type 'number'.",
    ]);
  }, 60_000);
});

describe('README.md', () => {
  const blocks = existsSync(join(root, 'README.md')) ? codeBlocks(read('README.md').text) : [];
  const program = blocks.find(({ language }) => language === 'ts');
  const printed = blocks.find(
    ({ language, line }) => /^(text|prometheus)$/.test(language) && line > (program?.line ?? 0),
  );

  it('shows a program of twelve lines and the Prometheus text it prints within its first forty lines', () => {
    expect(lastLineOf(program)).toBeLessThanOrEqual(40);
    expect(lastLineOf(printed)).toBeLessThanOrEqual(40);
    expect(program!.text.split('\n').filter((line) => line.trim() !== '').length).toBeLessThanOrEqual(12);
    expect(printed!.text).toMatch(/^# TYPE /m);
  });

  it('shows what that program really prints', async () => {
    const shown = printed!.text.trim();
    const output = await outputOf(program!);
    expect(asShown(shown).test(output) ? shown : output).toBe(shown);
  });
});

/** Infinity for a block that is not there. */
function lastLineOf(block: CodeBlock | undefined): number {
  return block === undefined ? Number.POSITIVE_INFINITY : block.line + block.text.split('\n').length;
}

function markdownIn(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: folder !== '.', encoding: 'utf8' })
    .map((name) => join(folder, name).replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.md') && !/(^|\/)(node_modules|dist)\//.test(path));
}

function read(path: string): Document {
  return { path, text: readFileSync(join(root, path), 'utf8') };
}
