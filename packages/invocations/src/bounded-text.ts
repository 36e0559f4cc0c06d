import { clipText, describe, failureOf } from '@portcall/core';

// As traces bound them: UTF-16 code units of a name, and of an error's message.
const LONGEST_NAME = 256;
const LONGEST_ERROR = 1_024;

/** A plugin's id or a function's name, whatever was given for it: well-formed and at most 256 UTF-16 code units. */
export function nameText(name: unknown): string {
  return clipText(typeof name === 'string' ? name : describe(name), LONGEST_NAME);
}

/** What an invocation failed with: a text as it is, the message of what was thrown; at most 1,024 UTF-16 code units. */
export function errorText(error: unknown): string {
  if (typeof error === 'string') return clipText(error, LONGEST_ERROR);
  const { code, message } = failureOf(error);
  return clipText(message === '' ? code : message, LONGEST_ERROR);
}
