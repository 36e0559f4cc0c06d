import { clipText, failureOf, ownText, shown } from '@portcall/core/internal';

// UTF-16 code units of a plugin's id, and of a function's name, in what a problem says.
const LONGEST_SHOWN = 256;

/** A plugin's id or a function's name: a text as it is and whole, so that no two of them become one. */
export function nameText(name: unknown): string {
  return typeof name === 'string' ? name : shown(name);
}

/** As a problem shows it: of a length that a line of stderr takes. */
export function shownName(name: unknown): string {
  return clipText(nameText(name), LONGEST_SHOWN);
}

/**
 * What an invocation failed with, whole and well-formed: a text as it is, or the message of what was thrown. Texts of failures
 * quote what they failed on, and must not keep it.
 */
export function errorText(error: unknown): string {
  if (typeof error === 'string') return ownText(error.toWellFormed());
  const { code, message } = failureOf(error);
  return ownText((message === '' ? code : message).toWellFormed());
}
