import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What the application's own package.json says. */
export interface Application {
  readonly name: string | undefined;
  readonly version: string | undefined;
}

/** Looks for the nearest package.json with a name, upwards from the program that was started. */
export function application(program: string | undefined = process.argv[1]): Application {
  let folder = program === undefined ? process.cwd() : dirname(program);
  for (;;) {
    const found = packageIn(folder);
    if (found?.name !== undefined) return found;
    const parent = dirname(folder);
    if (parent === folder) return { name: undefined, version: undefined };
    folder = parent;
  }
}

function packageIn(folder: string): Application | undefined {
  try {
    const text = readFileSync(join(folder, 'package.json'), 'utf8');
    const { name, version } = JSON.parse(text) as Record<string, unknown>;
    return { name: textOrNothing(name), version: textOrNothing(version) };
  } catch {
    return undefined; // none here, or none that can be read: the next folder may have one
  }
}

function textOrNothing(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
