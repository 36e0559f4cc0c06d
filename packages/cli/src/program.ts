import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { oneLine, shown } from '@portcall/core/internal';
import { configurationOfProject, configurationText, configurationYaml } from './configuration.js';
import { namedHosts } from './environment/named-hosts.js';
import { type Examined, examined } from './examine.js';
import { findingsText } from './findings-text.js';
import { installedPackages } from './project/installed-packages.js';
import { redacted } from './redacted.js';
import { reportText } from './report.js';
import { loadModules, registration } from './required-modules.js';

const HELP = `portcall doctor [--report | --json] [--require <module>]
portcall config print [--json | --yaml] [--require <module>]

doctor

Says why telemetry of the application in this folder may not arrive, and what to do. It reads what is installed and the
OTEL_* variables, or the file that OTEL_CONFIG_FILE names, and sends one empty request to each receiver.

  --report            a text for an issue tracker, without headers, hosts, home folders and values of variables
  --json              the findings as JSON: id, severity, what, cause and fix of each
  --require <module>  loads a module first that calls registerInstrumentation(), and asks that registration as well;
                      may be given several times

config print
Shows every setting, its value, and where it comes from: code, an environment variable, or the default. Secrets are redacted.
What code says is known where a module that registers is given with --require.

  --json              the settings as JSON: name, value, from and variable of each
  --yaml              a file for OTEL_CONFIG_FILE that says the same

Ends with 0 where no telemetry is lost, 1 where some is, 2 where it was called wrongly, and 3 where a module that it was
to load failed, or the project has no @portcall/node.
`;

/** How the program ends. */
const NO_LOSS = 0;
const LOSS = 1;
const USAGE = 2;
const FAILED = 3;

/** What the program says, and the code it ends with. */
export interface Outcome {
  readonly code: number;
  readonly out?: string;
  readonly error?: string;
}

/** Runs the program. Never rejects. */
export async function program(args: readonly string[]): Promise<Outcome> {
  const given = parsed(args);
  if (typeof given === 'string') return { code: USAGE, error: `portcall: ${oneLine(given)}; see portcall --help\n` };
  if (given.help) return { code: NO_LOSS, out: HELP };
  if (given.version) return { code: NO_LOSS, out: `${version()}\n` };
  try {
    await loadModules(given.require);
  } catch (cause) {
    return {
      code: FAILED,
      error: `portcall: a module that was to be loaded failed (${shown(cause)}); nothing was examined\n`,
    };
  }
  if (given.command === 'config print') return printedConfiguration(given);
  const all = await found();
  const code = all.findings.some(({ severity }) => severity === 'loss') ? LOSS : NO_LOSS;
  return { code, out: written(all, given) };
}

interface Given {
  readonly command: string;
  readonly help: boolean;
  readonly version: boolean;
  readonly report: boolean;
  readonly json: boolean;
  readonly yaml: boolean;
  readonly require: readonly string[];
}

const COMMANDS = ['doctor', 'config print'];

/** What was asked for; a text where that cannot be understood. */
function parsed(args: readonly string[]): Given | string {
  const off = { type: 'boolean', default: false } as const;
  const options = {
    help: { ...off, short: 'h' },
    version: off,
    report: off,
    json: off,
    yaml: off,
    require: { type: 'string', multiple: true, default: [] as string[] },
  } as const;
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const command = positionals.join(' ');
    if (values.help || values.version) return { ...values, command };
    if (!COMMANDS.includes(command)) return `unknown command ${shown(command)}`;
    if (values.report && command !== 'doctor') return `${command} has no option --report`;
    if (values.yaml && command === 'doctor') return `${command} has no option --yaml`;
    return { ...values, command };
  } catch (cause) {
    return cause instanceof Error ? cause.message : shown(cause);
  }
}

async function printedConfiguration({ json, yaml }: Given): Promise<Outcome> {
  const running = registration();
  const settings = running?.configuration?.() ?? (await configurationOfProject().catch(() => undefined));
  const file = yaml && settings !== undefined ? await configurationYaml(settings).catch(() => undefined) : '';
  await running?.shutdown();
  if (settings === undefined || file === undefined) return { code: FAILED, error: NO_NODE };
  if (yaml) return { code: NO_LOSS, out: file };
  return { code: NO_LOSS, out: json ? `${JSON.stringify(settings, undefined, 2)}\n` : configurationText(settings) };
}

const NO_NODE = 'portcall: @portcall/node is not installed here; run it in the folder of the project\n';

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
    const text = `${JSON.stringify({ version: facts.version, node: process.version, findings }, undefined, 2)}\n`;
    return report ? redacted(text, hosts) : text;
  }
  return report ? reportText(findings, { ...facts, hosts }) : findingsText(findings);
}

function version(): string {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { readonly version: string }).version;
}
