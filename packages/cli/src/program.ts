import { oneLine, shown } from '@portcall/core/internal';
import { Command, CommanderError } from 'commander';
import { configCommand } from './commands/config.js';
import { dashboardCommand } from './commands/dashboard.js';
import { diffCommand } from './commands/diff.js';
import { docsCommand } from './commands/docs.js';
import { doctorCommand } from './commands/doctor.js';
import type { Ending } from './commands/ending.js';
import { lintCommand } from './commands/lint.js';
import { lockCommand } from './commands/lock.js';
import { rulesCommand } from './commands/rules.js';
import { CommandError, EXIT_CODES, FAILED, FINE, type Outcome, USAGE } from './outcome.js';
import { version } from './version.js';

/** What can be asked for, each in a file of its own, which loads what it needs when it runs. */
const COMMANDS: readonly ((ending: Ending) => Command)[] = [
  lintCommand,
  docsCommand,
  lockCommand,
  diffCommand,
  rulesCommand,
  dashboardCommand,
  doctorCommand,
  configCommand,
];

/** Runs the program. Never rejects. */
export async function program(args: readonly string[]): Promise<Outcome> {
  let outcome: Outcome | undefined;
  const said = { out: '', error: '' };
  const root = rootCommand((ended) => {
    outcome = ended;
  }, said);
  try {
    await root.parseAsync([...args], { from: 'user' });
    return outcome ?? { code: FINE };
  } catch (cause) {
    return outcomeOf(cause, said);
  }
}

function rootCommand(end: (outcome: Outcome) => void, said: { out: string; error: string }): Command {
  const root = new Command('portcall')
    .description("What a catalog's names become and what follows from them, and why telemetry does not arrive.")
    .version(version(), '--version', 'the version of this program')
    .helpCommand(false)
    .addHelpText('after', `\n${EXIT_CODES}`);
  for (const made of COMMANDS) root.addCommand(made(end).helpCommand(false));
  for (const command of withSubcommands(root)) {
    command
      .exitOverride()
      .showSuggestionAfterError(true)
      .helpOption('-h, --help', 'this help')
      .configureOutput({
        writeOut: (text) => {
          said.out += text;
        },
        writeErr: (text) => {
          said.error += text;
        },
        outputError: (text, write) => write(text.replace(/^error: /, '')),
      });
  }
  return root;
}

function withSubcommands(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}

/** Help and version are asked for; what else commander says is about a wrong call. */
function outcomeOf(cause: unknown, said: { readonly out: string; readonly error: string }): Outcome {
  if (cause instanceof CommandError) return { code: cause.code, error: `portcall: ${oneLine(cause.message)}\n` };
  if (!(cause instanceof CommanderError)) return { code: FAILED, error: `portcall: ${shown(cause)}\n` };
  if (cause.exitCode === 0) return { code: FINE, out: said.out };
  const wrong = said.error.startsWith('Usage:')
    ? 'no command is given'
    : oneLine(said.error.trim().replaceAll('\n', ' '));
  return { code: USAGE, error: `portcall: ${wrong}; see portcall --help\n` };
}
