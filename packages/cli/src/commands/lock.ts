import { Command } from 'commander';
import { loadCatalogs } from '../catalogs/load-catalogs.js';
import { sizeText } from '../docs/markdown.js';
import { checked, writeText } from '../files/file-check.js';
import { LOCK_FILE, lockText } from '../lock/lock-file.js';
import { FINE } from '../outcome.js';
import { type Ending, examples } from './ending.js';

interface Given {
  readonly lock: string;
  readonly check: boolean;
}

/** `portcall lock`: the state of catalogs, to compare with later. */
export function lockCommand(end: Ending): Command {
  return new Command('lock')
    .summary('writes down the state of catalogs, for portcall diff')
    .description(
      'Writes down what dashboards and alerts can depend on of the catalogs that modules export: names, kinds, units, attributes, boundaries. The file belongs into the repository; portcall diff compares with it.',
    )
    .argument('<module...>', 'paths of modules or names of packages that export catalogs; TypeScript as it is')
    .option('--lock <file>', 'the file to write', LOCK_FILE)
    .option('--check', 'only says whether the file is up to date', false)
    .addHelpText('after', examples('portcall lock src/catalog.ts', 'portcall lock src/catalog.ts --check'))
    .action(async (modules: readonly string[], { lock, check }: Given) => {
      const catalogs = (await loadCatalogs(modules)).map(({ catalog }) => catalog);
      const text = lockText(catalogs);
      if (check) {
        const named = lock === LOCK_FILE ? '' : ` --lock ${lock}`;
        return end(checked(lock, text, `portcall lock ${modules.join(' ')}${named}`));
      }
      writeText(lock, text);
      end({ code: FINE, out: `${lock}: ${sizeText(catalogs)}\n` });
    });
}
