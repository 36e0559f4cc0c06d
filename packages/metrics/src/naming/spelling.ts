import type { Naming } from './naming.js';
import { isSnakeCase, snakeCased } from './snake-case.js';

/** How the names and attribute keys of a catalog are written. */
export interface Spelling {
  /** What stands between a prefix and a name. */
  readonly joint: '_' | '.';
  /** What a name is, as the end of "names are …". */
  readonly called: string;
  /** What a name is made of. */
  readonly words: string;
  readonly fits: (text: string) => boolean;
  /** The text as it would be written, or undefined where its words cannot be. */
  readonly fitted: (text: string) => string | undefined;
}

const SNAKE_CASE: Spelling = {
  joint: '_',
  called: 'snake_case',
  words: 'words of a to z and 0 to 9 joined by underscores, starting with a letter',
  fits: isSnakeCase,
  fitted: snakeCased,
};

// https://opentelemetry.io/docs/specs/semconv/general/naming/: lowercase, namespaces before dots, words by underscores.
const DOTTED_NAME = /^[a-z][a-z0-9]*([._][a-z0-9]+)*$/;

const DOTTED: Spelling = {
  joint: '.',
  called: 'lowercase words with dots and underscores',
  words: 'words of a to z and 0 to 9 joined by dots and underscores, starting with a letter',
  fits: (text) => DOTTED_NAME.test(text),
  fitted: dotted,
};

export function spellingOf(naming: Naming): Spelling {
  return naming === 'otel' ? DOTTED : SNAKE_CASE;
}

function dotted(text: string): string | undefined {
  const parts = text
    .split('.')
    .filter((part) => part !== '')
    .map(snakeCased);
  const name = parts.join('.');
  return parts.includes(undefined) || !DOTTED_NAME.test(name) ? undefined : name;
}
