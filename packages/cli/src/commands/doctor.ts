import { examine, type Finding } from '@portcall/doctor';
import { installedPackages } from '@portcall/doctor/internal';
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
      'Says why telemetry of the application in this folder may not arrive, and what to do. It reads what is installed and the OTEL_* variables, and sends one empty request to each receiver.',
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
      const findings = await found();
      const code = findings.some(({ severity }) => severity === 'loss') ? FOUND : FINE;
      end({ code, out: written(findings, given) });
    });
}

/** A registration knows what the environment says as well. */
async function found(): Promise<readonly Finding[]> {
  const running = registration();
  const findings = await (running?.doctor?.() ?? examine());
  await running?.shutdown();
  return findings;
}

function written(findings: readonly Finding[], { report, json }: Given): string {
  const facts = { version: version(), installed: installedPackages(process.cwd()) };
  if (json) {
    const text = jsonText({ version: facts.version, node: process.version, findings });
    return report ? redacted(text) : text;
  }
  return report ? reportText(findings, facts) : findingsText(findings);
}
