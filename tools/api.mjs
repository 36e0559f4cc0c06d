// npm run api [-- --check]
//
// Writes what each package exports into its api.txt: every public name with its signature, and the foreign types in them.
// With --check it writes nothing, and fails where an api.txt is not what it would write.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import ts from 'typescript';
import { sourceOf } from './entry-sources.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const COMPILER = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  declaration: true,
  removeComments: true,
};

const { values: options } = parseArgs({ options: { check: { type: 'boolean', default: false } } });

const known = new Map();
const stale = [];
for (const room of readdirSync(join(ROOT, 'packages'))) {
  const folder = join(ROOT, 'packages', room);
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (manifest.private || !('.' in manifest.exports)) continue;
  const file = join(folder, 'api.txt');
  const text = `${entriesOf(folder, manifest)
    .map(({ name, source }) => sectionOf(name, join(folder, source)))
    .join('\n\n')}\n`;
  if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
  if (options.check) stale.push(`packages/${room}/api.txt`);
  else writeFileSync(file, text);
}
if (stale.length > 0) {
  console.error(`${stale.join(', ')}: not what the packages export; look at what changed, and run npm run api`);
  process.exitCode = 1;
}

function entriesOf(folder, { name, exports }) {
  return Object.entries(exports)
    .filter(([, target]) => typeof target === 'object')
    .map(([entry, target]) => ({
      name: join(name, entry),
      source: sourceOf(folder, target.import.default.slice('./dist/'.length, -'.mjs'.length)),
    }));
}

function sectionOf(name, source) {
  const exported = exportsOf(source).sort((a, b) => (a.name < b.name ? -1 : 1));
  const lines = exported.map(({ name, from, original }) => declarationOf(name, original, from));
  return [`${name}\n`, ...lines].join('\n');
}

/** Every name a module exports, with the file that declares it. */
function exportsOf(file) {
  const { source } = declarationsIn(file);
  return source.statements.flatMap((statement) => {
    if (!ts.isExportDeclaration(statement))
      return declaredNames(statement).map((name) => ({ name, from: file, original: name }));
    const target = statement.moduleSpecifier && resolved(file, statement.moduleSpecifier.text);
    if (target === undefined) return [];
    if (statement.exportClause === undefined) return exportsOf(target);
    return statement.exportClause.elements.map(({ name, propertyName }) =>
      whereDeclared(target, (propertyName ?? name).text, name.text),
    );
  });
}

/** A name may pass through several files. */
function whereDeclared(file, original, name) {
  const { source } = declarationsIn(file);
  for (const statement of source.statements) {
    if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier === undefined) continue;
    const found = statement.exportClause?.elements.find((element) => element.name.text === original);
    if (found) {
      const target = resolved(file, statement.moduleSpecifier.text);
      return whereDeclared(target, (found.propertyName ?? found.name).text, name);
    }
  }
  return { name, from: file, original };
}

function declarationOf(name, original, file) {
  const { source, imports } = declarationsIn(file);
  const nodes = source.statements.filter((statement) => declaredNames(statement).includes(original));
  if (nodes.length === 0) throw new Error(`${file} does not declare ${original}`);
  const text = nodes.map((node) => node.getText(source).replace(/^export (declare )?/, '')).join('\n');
  const foreign = [...imports].filter(([type]) => new RegExp(`\\b${type.replace('$', '\\$')}\\b`).test(text));
  const note = foreign.map(([type, module]) => `  // ${type} of ${module}`).join('\n');
  const renamed = name === original ? '' : `  // as ${name}\n`;
  return `${renamed}${text.replaceAll('    ', '  ')}${note === '' ? '' : `\n${note}`}\n`;
}

function declaredNames(statement) {
  const isExported = statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
  if (!isExported) return [];
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.map(({ name }) => name.text);
  return statement.name === undefined ? [] : [statement.name.text];
}

/** A file's declarations as the compiler writes them, and what of them comes from packages of others. */
function declarationsIn(file) {
  const before = known.get(file);
  if (before !== undefined) return before;
  const { outputText } = ts.transpileDeclaration(readFileSync(file, 'utf8'), {
    fileName: file,
    compilerOptions: COMPILER,
  });
  const source = ts.createSourceFile(file.replace('.ts', '.d.ts'), outputText, ts.ScriptTarget.Latest, true);
  const imports = new Map();
  for (const statement of source.statements.filter(ts.isImportDeclaration)) {
    const module = statement.moduleSpecifier.text;
    if (module.startsWith('.') || module.startsWith('@portcall/')) continue;
    for (const element of statement.importClause?.namedBindings?.elements ?? []) imports.set(element.name.text, module);
  }
  const found = { source, imports };
  known.set(file, found);
  return found;
}

function resolved(from, specifier) {
  return specifier.startsWith('.') ? join(dirname(from), specifier.replace(/\.js$/, '.ts')) : undefined;
}
