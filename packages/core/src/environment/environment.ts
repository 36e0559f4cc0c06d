import { processWide } from '../plain/process-wide.js';
import { type Undo, undoOf } from '../plain/undo.js';

/** How variables are read. */
export interface ReadingOfVariables {
  /** Whether one that cannot work throws. @default false: it is reported, and the default is used */
  readonly strict?: boolean;
  /** Whether a variable counts as not set, whatever it holds. @default none does */
  readonly isIgnored?: (variable: string) => boolean;
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

export function isStrict(): boolean {
  return now.how?.strict === true;
}

/**
 * An environment variable's text; one that is set to nothing counts as not set.
 * @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#parsing-empty-value
 */
export function environment(variable: string): string | undefined {
  if (now.how?.isIgnored?.(variable) === true) return undefined;
  const value = process.env[variable]?.trim();
  return value === '' ? undefined : value;
}
