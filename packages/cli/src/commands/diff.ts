import { Command, Option } from 'commander';
import { loadCatalogs } from '../catalogs/load-catalogs.js';
import { breakingChanges, type CatalogDiff, catalogDiff } from '../diff/catalog-diff.js';
import { diffMarkdown, diffText } from '../diff/diff-text.js';
import { LOCK_FILE, readLock } from '../lock/lock-file.js';
import { lockedMetrics } from '../lock/locked-metric.js';
import { FINE, FOUND, jsonText } from '../outcome.js';
import { type Ending, examples } from './ending.js';

interface Given {
  readonly lock: string;
  readonly json: boolean;
  readonly markdown: boolean;
}

/** `portcall diff`: what has changed since the lock was written, and what breaks by it. */
export function diffCommand(end: Ending): Command {
  return new Command('diff')
    .summary('says what has changed in catalogs since they were locked, and what breaks by it')
    .description(
      'Says what has changed in the catalogs that modules export since portcall lock was run, on which path each change breaks dashboards and alerts, and how many series there are then. It ends with 1 where a change is breaking on any path.',
    )
    .argument('<module...>', 'paths of modules or names of packages that export catalogs; TypeScript as it is')
    .option('--lock <file>', 'the file that portcall lock has written', LOCK_FILE)
    .addOption(new Option('--json', 'the changes as JSON').default(false, 'no').conflicts('markdown'))
    .option('--markdown', 'the changes as a comment on a pull request', false)
    .addHelpText(
      'after',
      examples('portcall diff src/catalog.ts', 'portcall diff src/catalog.ts --lock main.lock.json --json'),
    )
    .action(async (modules: readonly string[], given: Given) => {
      const before = readLock(given.lock);
      const catalogs = (await loadCatalogs(modules)).map(({ catalog }) => catalog);
      const diff = catalogDiff(before, lockedMetrics(catalogs), Date.now());
      end({ code: breakingChanges(diff).length > 0 ? FOUND : FINE, out: written(diff, given) });
    });
}

function written(diff: CatalogDiff, { json, markdown }: Given): string {
  if (json) return jsonText({ breaking: breakingChanges(diff).length > 0, ...diff });
  return markdown ? diffMarkdown(diff) : diffText(diff);
}
