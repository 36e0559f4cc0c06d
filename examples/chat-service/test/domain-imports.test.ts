import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const FOLDER = join(__dirname, '../src/domain');

const files = readdirSync(FOLDER);

it.each(files)('%s knows the port and nothing else of telemetry', (file) => {
  const source = ts.createSourceFile(file, readFileSync(join(FOLDER, file), 'utf8'), ts.ScriptTarget.Latest);
  const foreign = source.statements
    .filter((statement) => ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement))
    .map((statement) => statement.getText(source))
    .filter((text) => !/from '(\.\/[\w-]+\.js|node:[\w/]+)';$/.test(text));
  expect(foreign.filter((text) => text !== "import type { ChatMetricsPort } from '@portcall/ports';")).toEqual([]);
  expect(source.text).not.toMatch(/import\(|require\(/);
});

it('is looked at', () => {
  expect(files.length).toBeGreaterThan(8);
});
