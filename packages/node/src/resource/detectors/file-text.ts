import { readFileSync } from 'node:fs';

/** Empty for a file that is missing, or that must not be read. */
export function fileText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
