import { shown } from '@portcall/core/internal';
import { Option } from 'commander';
import { loadModules } from '../loading/required-modules.js';
import { CommandError } from '../outcome.js';

/** `--require`, which may be given several times. */
export function requireOption(): Option {
  return new Option(
    '--require <module>',
    'a module to load first that calls registerInstrumentation(), whose registration is asked as well; may be given several times',
  )
    .default([], 'none')
    .argParser((module: string, modules: readonly string[]) => [...modules, module]);
}

/** @throws CommandError for the first module that cannot be loaded */
export async function loadRequired(modules: readonly string[]): Promise<void> {
  try {
    await loadModules(modules);
  } catch (cause) {
    throw new CommandError(
      `--require: a module that was to be loaded failed (${shown(cause)}); nothing was examined, so fix it first`,
    );
  }
}
