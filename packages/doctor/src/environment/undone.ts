import { saidAt } from '@portcall/core/internal';

/** Whether a configuration file says it in the place of the variable. */
export function isInFile(variable: string): boolean {
  return saidAt(variable) !== variable;
}

/** What takes back what a variable says, or a file in its place. */
export function undone(variable: string): string {
  return isInFile(variable) ? 'take it out of the file' : `unset ${variable}`;
}
