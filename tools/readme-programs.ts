import ts from 'typescript';
import { type CodeBlock, codeBlocks } from './code-blocks.js';

/** A program of a document, with what the document says that it prints. */
export interface Program {
  /** The line of its first line of code, counted from 1. */
  readonly line: number;
  readonly code: string;
  /** What the block below it shows; empty where there is none. */
  readonly printed: string;
  /** The packages that the document has had installed by then. */
  readonly installed: readonly string[];
}

/** The programs of a document, in its order. */
export function programsOf(markdown: string): readonly Program[] {
  const blocks = codeBlocks(markdown);
  return blocks.flatMap((block, at) => {
    if (block.language !== 'ts') return [];
    const next = blocks[at + 1];
    return [
      {
        line: block.line,
        code: block.text,
        printed: next?.language === 'text' ? next.text.trim() : '',
        installed: blocks.slice(0, at).flatMap(installedBy),
      },
    ];
  });
}

function installedBy({ language, text }: CodeBlock): readonly string[] {
  if (language !== 'sh') return [];
  return [...text.matchAll(/^npm install (.*)$/gm)].flatMap(([, packages]) => packages!.split(' '));
}

/** The packages that a program imports. */
export function importsOf({ code }: Program): readonly string[] {
  const names = ts.preProcessFile(code).importedFiles.map(({ fileName }) => fileName);
  return names.map((name) => name.split('/', name.startsWith('@') ? 2 : 1).join('/'));
}

export function asEsm({ code }: Program): string {
  return transpiled(code, ts.ModuleKind.ESNext);
}

/** CommonJS has no `await` outside functions: a program there has a main function. */
export function asCommonJs({ code }: Program): string {
  return `(async () => {\n${transpiled(code, ts.ModuleKind.CommonJS)}\n})();\n`;
}

function transpiled(code: string, module: ts.ModuleKind): string {
  return ts.transpileModule(code, { compilerOptions: { module, target: ts.ScriptTarget.ES2022 } }).outputText;
}

/** Whether an output is what a document shows, where `…` stands for whatever is there. */
export function isAsShown(output: string, shown: string): boolean {
  const parts = shown.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[\\s\\S]*?')}\\s*$`).test(output.trim());
}
