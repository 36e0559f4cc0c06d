import { Command } from 'commander';
import { loadCatalogs } from '../catalogs/load-catalogs.js';
import { markdown, sizeText } from '../docs/markdown.js';
import { checked, readText, writeText } from '../files/file-check.js';
import { CommandError, FINE, type Outcome, USAGE } from '../outcome.js';
import { type Ending, examples } from './ending.js';

interface Given {
  readonly out?: string;
  readonly check?: string | true;
  readonly jsdoc?: string;
}

/** `portcall docs`: a reference of catalogs, and what editors show of them. */
export function docsCommand(end: Ending): Command {
  return new Command('docs')
    .summary('writes a reference of catalogs, or what editors show of them')
    .description(
      'Writes a reference of the catalogs that modules export, as Markdown: the name of each metric on every path, kind, unit, attributes with their values, boundaries, relations and an example query. With --jsdoc it writes the name and the query above each metric in a source file, where editors find them.',
    )
    .argument('[module...]', 'paths of modules or names of packages that export catalogs; TypeScript as it is')
    .option('--out <file>', 'the file to write it to (default: the terminal)')
    .option('--check [file]', 'only says whether this file, or with --jsdoc that one, is up to date')
    .option('--jsdoc <file>', 'a source file that exports catalogs, to write JSDoc into')
    .addHelpText(
      'after',
      examples(
        'portcall docs src/catalog.ts --out docs/metrics.md',
        'portcall docs src/catalog.ts --check docs/metrics.md',
        'portcall docs --jsdoc src/catalog.ts',
        'portcall docs --jsdoc src/catalog.ts --check',
      ),
    )
    .action(async (modules: readonly string[], given: Given) => {
      end(given.jsdoc === undefined ? await reference(modules, given) : await jsdoc(given.jsdoc, given));
    });
}

async function reference(modules: readonly string[], { out, check }: Given): Promise<Outcome> {
  if (modules.length === 0) throw new CommandError('docs: no module is given; give those that export catalogs', USAGE);
  if (check === true) throw new CommandError('docs: --check without a file; give the file that is checked', USAGE);
  const catalogs = (await loadCatalogs(modules)).map(({ catalog }) => catalog);
  const text = markdown(catalogs);
  if (check !== undefined) return checked(check, text, `portcall docs ${modules.join(' ')} --out ${check}`);
  if (out === undefined) return { code: FINE, out: text };
  writeText(out, text);
  return { code: FINE, out: `${out}: ${sizeText(catalogs)}\n` };
}

async function jsdoc(file: string, { check }: Given): Promise<Outcome> {
  const found = await loadCatalogs([file]);
  const byName = new Map(found.map(({ exported, catalog }) => [exported, catalog]));
  const { ts } = await import('ts-morph');
  const { documented } = await import('../docs/jsdoc.js');
  const source = readText(file);
  const { text, metrics } = documented(ts, source, byName);
  if (check !== undefined) return checked(file, text, `portcall docs --jsdoc ${file}`);
  if (text !== source) writeText(file, text);
  return { code: FINE, out: `${file}: ${metrics} of ${sizeText(found.map(({ catalog }) => catalog))}\n` };
}
