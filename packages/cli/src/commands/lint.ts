import { checkedCount, failureOf } from '@portcall/core/internal';
import { Command, Option } from 'commander';
import { findingsText, fixReport } from '../lint/findings-text.js';
import { type LintResult, lintModules } from '../lint/lint-modules.js';
import { PROFILES, type Profile } from '../lint/profile.js';
import { sarif } from '../lint/sarif.js';
import { CommandError, FINE, FOUND, jsonText, USAGE } from '../outcome.js';
import { version } from '../version.js';
import { type Ending, examples } from './ending.js';

interface Given {
  readonly profile?: Profile;
  readonly maxSeries?: number;
  readonly json: boolean;
  readonly sarif: boolean;
  readonly fixReport: boolean;
}

/** `portcall lint`: what is wrong with the catalogs of modules. */
export function lintCommand(end: Ending): Command {
  return new Command('lint')
    .summary('says what is wrong with catalogs, and what to write instead')
    .description(
      'Says what is wrong with the catalogs that modules export, and what to write instead: names that differ between paths, units, boundaries, attributes, catalogs that collide, and metrics with more series than allowed. It ends with 1 where there are errors; warnings and notes are no errors.',
    )
    .argument('<module...>', 'paths of modules or names of packages that export catalogs; TypeScript as it is')
    .addOption(
      new Option(
        '--profile <profile>',
        "the naming to hold catalogs to, or the back end that they end up in (default: each catalog's own naming)",
      ).choices([...PROFILES]),
    )
    .option('--max-series <n>', 'series that a metric may have (default: 2000, that of a registration)', countOf)
    .option('--fix-report', 'only what to rename: old -> new', false)
    .addOption(new Option('--json', 'the findings as JSON').default(false, 'no').conflicts(['sarif', 'fixReport']))
    .addOption(new Option('--sarif', 'the findings as SARIF 2.1.0').default(false, 'no').conflicts('fixReport'))
    .addHelpText(
      'after',
      examples(
        'portcall lint src/catalog.ts',
        'portcall lint src/catalog.ts @acme/catalogs --profile mimir --max-series 500',
        'portcall lint src/catalog.ts --sarif > lint.sarif',
      ),
    )
    .action(async (modules: readonly string[], given: Given) => {
      const { profile, maxSeries } = given;
      const result = await lintModules(modules, { profile, maxSeries });
      const code = result.findings.some(({ level }) => level === 'error') ? FOUND : FINE;
      end({ code, out: written(result, given) });
    });
}

function written(result: LintResult, { json, sarif: isSarif, fixReport: isReport }: Given): string {
  const { catalogs, findings } = result;
  if (isSarif) return jsonText(sarif(result, version()));
  if (isReport) return fixReport(findings);
  if (!json) return findingsText(result);
  const shown = catalogs.map(({ module, exported, catalog: { scope, naming } }) => ({
    module,
    exported,
    scope,
    naming,
  }));
  return jsonText({ catalogs: shown, findings });
}

function countOf(text: string): number {
  try {
    return checkedCount(Number(text), '--max-series', 'give the number of series that a metric may have');
  } catch (cause) {
    throw new CommandError(failureOf(cause).message, USAGE);
  }
}
