import { dirname, join } from 'node:path';
import ts from 'typescript';

/** A fenced block of a Markdown document. */
export interface CodeBlock {
  /** What stands behind the opening fence: `ts`, `text`. */
  readonly language: string;
  /** The line of its first line of code, counted from 1. */
  readonly line: number;
  readonly text: string;
}

export interface Document {
  /** From the root: `docs/map.md`. */
  readonly path: string;
  readonly text: string;
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  ts: '.ts',
  typescript: '.ts',
  js: '.mjs',
  javascript: '.mjs',
  mjs: '.mjs',
  cjs: '.cjs',
};

const isCode = ({ language }: CodeBlock): boolean => Object.hasOwn(EXTENSIONS, language);

export function codeBlocks(markdown: string): readonly CodeBlock[] {
  const lines = markdown.split('\n');
  const blocks: CodeBlock[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const fence = /^( *)```(\S*)/.exec(lines[at]!);
    if (fence === null) continue;
    const [, indent, language] = fence as unknown as [string, string, string];
    const end = lines.indexOf(`${indent}\`\`\``, at + 1);
    if (end < 0) break;
    const text = lines.slice(at + 1, end).map((line) => line.slice(indent.length));
    blocks.push({ language, line: at + 2, text: text.join('\n') });
    at = end;
  }
  return blocks;
}

/**
 * Compiles the code blocks of documents, each a module of its own. One that begins with a comment naming a file, like
 * `// chat-metrics.ts`, can be imported from the other blocks of its document under that name.
 *
 * @param root where tsconfig.json lies, and what `@portcall/*` and packages are resolved from
 * @returns what the compiler says, as `README.md:12: …`
 */
export function compileErrors(root: string, documents: readonly Document[]): readonly string[] {
  const options = optionsOf(root);
  const modules = new Map(documents.flatMap((document) => modulesOf(root, document)));
  const folders = new Set([...modules.keys()].map(dirname));
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, directoryExists } = host;
  host.fileExists = (file) => modules.has(file) || fileExists(file);
  host.readFile = (file) => modules.get(file)?.text ?? readFile(file);
  host.directoryExists = (folder) => folders.has(folder) || (directoryExists?.(folder) ?? true);
  const { getSourceFile } = host;
  host.getSourceFile = (file, version, ...rest) => {
    const text = modules.get(file)?.text;
    return text === undefined ? getSourceFile(file, version, ...rest) : ts.createSourceFile(file, text, version);
  };

  const program = ts.createProgram([...modules.keys()], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const module = file && modules.get(file.fileName);
    const line = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line : 0;
    const place = module
      ? `${module.document}:${module.line + line}`
      : `${file?.fileName ?? 'tsconfig.json'}:${line + 1}`;
    return `${place}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
}

interface Module {
  readonly document: string;
  readonly line: number;
  readonly text: string;
}

function modulesOf(root: string, { path, text }: Document): readonly (readonly [string, Module])[] {
  return codeBlocks(text)
    .filter(isCode)
    .map((block) => {
      const name =
        /^\/\/ (\S+\.[mc]?[jt]s)\b/.exec(block.text)?.[1] ?? `line-${block.line}${EXTENSIONS[block.language]!}`;
      return [join(root, `${path}.blocks`, name), { document: path, line: block.line, text: block.text }];
    });
}

function optionsOf(root: string): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (file) => ts.sys.readFile(file)) as {
    config: object;
  };
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, root);
  // A page shows what it is about: it may leave unused what it made, and does not spell out what is inferred.
  return {
    ...options,
    noUnusedLocals: false,
    isolatedDeclarations: false,
    declaration: false,
    allowJs: true,
    checkJs: true,
  };
}
