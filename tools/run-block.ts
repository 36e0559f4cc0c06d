import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import ts from 'typescript';
import type { CodeBlock } from './code-blocks.js';

const root = join(__dirname, '..');

/**
 * What a block prints, on the built packages, as a program beside node_modules would.
 * @throws Error when it fails, or writes to stderr
 */
export async function outputOf({ text }: CodeBlock, env: Readonly<Record<string, string>> = {}): Promise<string> {
  execFileSync(process.execPath, [join(root, 'tools/build.mjs')]);
  const folder = mkdtempSync(join(root, 'node_modules/.readme-'));
  try {
    const { outputText } = ts.transpileModule(text, {
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
    });
    writeFileSync(join(folder, 'program.mjs'), outputText);
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [join(folder, 'program.mjs')], {
      timeout: 20_000,
      env: { ...process.env, ...env },
    });
    expect(stderr).toBe('');
    return stdout.trim();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
