import { readFileSync, writeFileSync } from 'node:fs';
import { oneLine, shown } from '@portcall/core/internal';
import { CommandError, FINE, FOUND, type Outcome } from '../outcome.js';
import { staleLine } from './stale-line.js';

/**
 * @param todo what to do where it is not there
 * @throws CommandError where the file cannot be read
 */
export function readText(file: string, todo = 'give the path of a file'): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new CommandError(`${shown(file)}: it cannot be read (${code ?? shown(cause)}); ${todo}`);
  }
}

/** @throws CommandError where the file cannot be written */
export function writeText(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (cause) {
    throw new CommandError(
      `${shown(file)}: it cannot be written (${shown(cause)}); give a path in a folder that is there`,
    );
  }
}

/**
 * Whether a file is what it should be.
 * @param command how it is written anew
 */
export function checked(file: string, should: string, command: string): Outcome {
  const stale = staleLine(readText(file), should);
  if (stale === undefined) return { code: FINE, out: `${file} is up to date.\n` };
  const { line, is, should: wanted } = stale;
  const [found, expected] = [is, wanted].map((text) => (text === undefined ? 'the end of the file' : shown(text)));
  return {
    code: FOUND,
    out: `${oneLine(`${file}:${line}: stale; it is ${found as string} and should be ${expected as string}; write it anew with ${command}`)}\n`,
  };
}
