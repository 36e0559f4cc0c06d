import type { Setting } from '@portcall/core';
import { Command, Option } from 'commander';
import { configurationOfProject, configurationText, configurationYaml } from '../config/configuration.js';
import { registration } from '../loading/required-modules.js';
import { CommandError, FINE, jsonText } from '../outcome.js';
import { type Ending, examples } from './ending.js';
import { loadRequired, requireOption } from './requiring.js';

interface Given {
  readonly json: boolean;
  readonly yaml: boolean;
  readonly require: readonly string[];
}

/** `portcall config print`: every setting, its value, and where it comes from. */
export function configCommand(end: Ending): Command {
  return new Command('config').summary('shows every setting').addCommand(printCommand(end));
}

function printCommand(end: Ending): Command {
  return new Command('print')
    .summary('every setting, its value, and where it comes from')
    .description(
      'Shows every setting, its value, and where it comes from: code, an environment variable, or the default. Secrets are redacted. What code says is known where a module that registers is given with --require.',
    )
    .option('--json', 'the settings as JSON: name, value, from and variable of each', false)
    .addOption(
      new Option('--yaml', 'a file for OTEL_CONFIG_FILE that says the same').default(false, 'no').conflicts('json'),
    )
    .addOption(requireOption())
    .addHelpText('after', examples('portcall config print', 'portcall config print --yaml > otel.yaml'))
    .action(async (given: Given) => {
      await loadRequired(given.require);
      end({ code: FINE, out: await printed(given) });
    });
}

async function printed({ json, yaml }: Given): Promise<string> {
  const running = registration();
  const settings = running?.configuration?.() ?? (await configurationOfProject().catch(() => undefined));
  const file = yaml && settings !== undefined ? await configurationYaml(settings).catch(() => undefined) : '';
  await running?.shutdown();
  if (settings === undefined || file === undefined) {
    throw new CommandError('config print: @portcall/node is not installed here; run it in the folder of the project');
  }
  return yaml ? file : textOf(settings, json);
}

function textOf(settings: readonly Setting[], json: boolean): string {
  return json ? jsonText(settings) : configurationText(settings);
}
