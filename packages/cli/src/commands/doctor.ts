import { type Examined, examined, installedPackages, namedHosts } from '@portcall/doctor/internal';
import { Command } from 'commander';
import { findingsText } from '../doctor/findings-text.js';
import { redacted } from '../doctor/redacted.js';
import { reportText } from '../doctor/report.js';
import { registration } from '../loading/required-modules.js';
import { FINE, FOUND, jsonText } from '../outcome.js';
import { version } from '../version.js';
import { type Ending, examples } from './ending.js';
import { loadRequired, requireOption } from './requiring.js';

interface Given {
  readonly report: boolean;
  readonly json: boolean;
  readonly require: readonly string[];
}

/** `portcall doctor`: why telemetry may not arrive, and what to do. */
export function doctorCommand(end: Ending): Command {
  return new Command('doctor')
    .summary('says why telemetry may not arrive, and what to do')
    .description(
      'Says why telemetry of the application in this folder may not arrive, and what to do. It reads what is installed and the OTEL_* variables, or the file that OTEL_CONFIG_FILE names, and sends one empty request to each receiver.',
    )
    .option(
      '--report',
      'a text for an issue tracker, without headers, hosts, home folders and values of variables',
      false,
    )
    .option('--json', 'the findings as JSON: id, severity, what, cause and fix of each', false)
    .addOption(requireOption())
    .addHelpText('after', examples('portcall doctor', 'portcall doctor --require ./telemetry.mjs --report'))
    .action(async (given: Given) => {
      await loadRequired(given.require);
      const all = await found();
      const code = all.findings.some(({ severity }) => severity === 'loss') ? FOUND : FINE;
      end({ code, out: written(all, given) });
    });
}

/** A registration knows what the environment says as well. */
async function found(): Promise<Examined> {
  const running = registration();
  const findings = await running?.doctor?.();
  const all = findings === undefined ? await examined(process.cwd()) : { findings, hosts: namedHosts() };
  await running?.shutdown();
  return all;
}

function written({ findings, hosts }: Examined, { report, json }: Given): string {
  const facts = { version: version(), installed: installedPackages(process.cwd()) };
  if (json) {
    const text = jsonText({ version: facts.version, node: process.version, findings });
    return report ? redacted(text, hosts) : text;
  }
  return report ? reportText(findings, { ...facts, hosts }) : findingsText(findings);
}
