import type { Outcome } from '../outcome.js';

/** Takes what a command has come to. */
export type Ending = (outcome: Outcome) => void;

/** Lines of `--help` that show how a command is called. */
export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}`;
}
