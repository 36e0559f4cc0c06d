import { spawnSync } from 'node:child_process';
import { realPart } from '@portcall/real-parts';
import type { NamedInstrument, NamingPath } from '../src/naming/prometheus-name.js';

/** What the translator answers: a name per path, null where it refuses. */
export type TranslatedNames = readonly (string | null)[];

/** The paths in the order of the translator's answers. */
export const TRANSLATOR_PATHS: readonly NamingPath[] = [
  'underscore_suffixes',
  'underscore',
  'utf8_suffixes',
  'untranslated',
];

/**
 * The names that the translator of Prometheus and of the Collector gives to instruments.
 *
 * Half a character crosses as its `\u` escape, and the translator's JSON decoder reads it as U+FFFD.
 */
export function translated(instruments: readonly NamedInstrument[]): readonly TranslatedNames[] {
  const input = instruments.map(({ name, unit, kind }) => JSON.stringify({ name, unit, kind })).join('\n');
  const { status, stdout, stderr } = spawnSync(realPart('translate'), {
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  if (status !== 0) throw new Error(`the translator ended with ${status}: ${stderr}`);
  const answers = stdout.trimEnd().split('\n');
  if (answers.length !== instruments.length)
    throw new Error(`${answers.length} answers to ${instruments.length} instruments`);
  return answers.map((answer) => JSON.parse(answer) as TranslatedNames);
}
