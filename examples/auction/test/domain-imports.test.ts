import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const FOLDER = join(__dirname, '../src/domain');
const ALLOWED = /^(\.\/[\w-]+\.js|node:[\w/]+|kysely)$/;

const files = readdirSync(FOLDER);

it.each(files)('%s knows its own folder, Node and the query builder: nothing of telemetry', (file) => {
  const { importedFiles } = ts.preProcessFile(readFileSync(join(FOLDER, file), 'utf8'), true, true);
  expect(importedFiles.map(({ fileName }) => fileName).filter((name) => !ALLOWED.test(name))).toEqual([]);
});

it('is looked at', () => {
  expect(files.length).toBeGreaterThan(8);
});
