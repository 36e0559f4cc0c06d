import { processWide } from '../plain/process-wide.js';
import { type Undo, undoOf } from '../plain/undo.js';

/** How variables are read. */
export interface ReadingOfVariables {
  /** Whether one that cannot work throws. @default false: it is reported, and the default is used */
  readonly strict?: boolean;
  /** What counts instead of the variables that begin with OTEL_: others are read as they are. @default nothing does */
  readonly instead?: ReadonlyMap<string, string> | undefined;
  /** Where that says it, of each variable, for people. @default the variable's own name */
  readonly places?: ReadonlyMap<string, string> | undefined;
}

// Undefined again where the end of a test environment has emptied its globals, as Jest's does.
const now = processWide<{ how?: ReadingOfVariables | undefined }>('environment', () => ({}));

/**
 * Says how variables are read from now on, in the whole process.
 * @returns undo: they are read as before, unless somebody else has said so since
 */
export function readVariables(how: ReadingOfVariables): Undo {
  const before = now.how;
  now.how = how;
  return undoOf(() => {
    if (now.how === how) now.how = before;
  });
}

/** How variables are read now. */
export function readingOfVariables(): ReadingOfVariables {
  return now.how ?? {};
}

/** How a variable is named to people: by the place of a file, where that says it in its place. */
export function saidAt(variable: string): string {
  return now.how?.places?.get(variable) ?? variable;
}

export function isStrict(): boolean {
  return now.how?.strict === true;
}

/**
 * An environment variable's text; one that is set to nothing counts as not set.
 * @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#parsing-empty-value
 */
export function environment(variable: string): string | undefined {
  const instead = variable.startsWith('OTEL_') ? now.how?.instead : undefined;
  const value = (instead === undefined ? ownEnvironment()[variable] : instead.get(variable))?.trim();
  return value === '' ? undefined : value;
}

/** Empty where a runtime has no variables. */
function ownEnvironment(): NodeJS.ProcessEnv {
  const { process: own } = globalThis as { readonly process?: Partial<NodeJS.Process> };
  return own?.env ?? {};
}
