import { Command, InvalidArgumentError, Option } from 'commander';
import { loadCatalogs } from '../catalogs/load-catalogs.js';
import { FINE, jsonText } from '../outcome.js';
import { type BackendGiven, backendOf, withBackendOptions } from './backend-options.js';
import { type Ending, examples } from './ending.js';
import { written } from './writing.js';

interface Given extends BackendGiven {
  readonly out?: string;
  readonly tests: boolean;
  readonly for: string;
  readonly runbook?: string;
  readonly json: boolean;
}

/** `portcall rules`: recording and alerting rules of catalogs, and what proves them. */
export function rulesCommand(end: Ending): Command {
  const command = new Command('rules')
    .summary('Prometheus rules of catalogs, and tests that prove them')
    .description(
      'Writes Prometheus rules of the catalogs that modules export: rates, shares of errors and quantiles are recorded, what the relations of a catalog say is watched, and objectives have burn-rate alerts. With --tests, files for `promtool test rules` show each alert firing and staying silent.',
    )
    .argument('<module...>', 'modules that export catalogs: paths or names of packages, TypeScript as it is')
    .option('--out <folder>', 'write one file per scope there instead of showing them')
    .addOption(new Option('--tests', 'write files for promtool test rules beside them').default(false, 'no'))
    .addOption(
      new Option('--for <duration>', 'how long a relation must be broken, such as 5m')
        .default('5m')
        .argParser(duration),
    )
    .option('--runbook <url>', "where to read what to do: alerts link to it, with the alert's name appended");
  return withBackendOptions(command)
    .addOption(new Option('--json', 'what would be written, as JSON').default(false, 'no').conflicts('out'))
    .addHelpText(
      'after',
      examples(
        'portcall rules ./dist/metrics.js',
        'portcall rules ./src/metrics.ts --out deploy/rules --tests',
        'portcall rules @acme/metrics --profile mimir --runbook https://wiki.acme.example/runbooks#',
      ),
    )
    .action(async (modules: readonly string[], given: Given) => {
      const catalogs = (await loadCatalogs(modules)).map(({ catalog }) => catalog);
      const { rulesOf } = await import('../rules/rule-files.js');
      const options = { ...backendOf(given), for: given.for, runbook: given.runbook };
      const scopes = rulesOf(catalogs, options).filter(({ rules }) => rules.groups.length > 0);
      if (given.json) return end({ code: FINE, out: jsonText(scopes) });
      const { yamlText } = await import('../rules/yaml-text.js');
      const files = scopes.flatMap(({ file, rules, testFile, tests }) => [
        { name: file, text: yamlText(rules) },
        ...(given.tests ? [{ name: testFile, text: yamlText(tests) }] : []),
      ]);
      end({ code: FINE, out: await written(files, given.out) });
    });
}

function duration(text: string): string {
  if (/^\d+[smh]$/.test(text)) return text;
  throw new InvalidArgumentError('give seconds, minutes or hours, such as 30s, 5m or 1h');
}
