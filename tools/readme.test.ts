import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import ts from 'typescript';
import { type CodeBlock, codeBlocks, compileErrors, type Document } from './code-blocks.js';

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

/** `…` in a block of output stands for whatever is there. */
function asShown(text: string): RegExp {
  const parts = text.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[\\s\\S]*?')}\\s*$`);
}

/** Runs a block on the built packages, as a program beside node_modules would. */
async function outputOf({ text }: CodeBlock): Promise<string> {
  execFileSync(process.execPath, [join(root, 'tools/build.mjs')]);
  const folder = mkdtempSync(join(root, 'node_modules/.readme-'));
  try {
    const { outputText } = ts.transpileModule(text, {
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
    });
    writeFileSync(join(folder, 'program.mjs'), outputText);
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [join(folder, 'program.mjs')], {
      timeout: 20_000,
    });
    expect(stderr).toBe('');
    return stdout.trim();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

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
