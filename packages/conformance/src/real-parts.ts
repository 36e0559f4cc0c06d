import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';

/** Programs that are not ours, and that a test talks to. */
export type RealPart = 'rotel' | 'prometheus' | 'promtool';

/** A `describe` for tests that need a real part. Where a machine lacks it they are skipped by name, never silently. */
export function describeWith(part: RealPart, name: string, body: () => void): void {
  if (pathOf(part) !== undefined) describe(name, body);
  else describe.skip(`${name} (skipped: no ${part} on this machine)`, body);
}

/**
 * Where a real part is.
 * @throws Error when the machine lacks it
 */
export function realPart(part: RealPart): string {
  const path = pathOf(part);
  if (path === undefined) throw new Error(`no ${part} on this machine; ${HOW_TO_GET[part]}`);
  return path;
}

const HOW_TO_GET: Readonly<Record<RealPart, string>> = {
  rotel: 'npm install brings it on Linux x64',
  prometheus: 'on Debian: apt-get install prometheus',
  promtool: 'on Debian: apt-get install prometheus',
};

function pathOf(part: RealPart): string | undefined {
  return part === 'rotel' ? rotelPath() : onPath(part);
}

function rotelPath(): string | undefined {
  try {
    return createRequire(__filename).resolve('@streamfold/rotel-linux-x64/bin/rotel-agent');
  } catch {
    return undefined;
  }
}

function onPath(program: string): string | undefined {
  const candidates = (process.env['PATH'] ?? '').split(delimiter).map((directory) => join(directory, program));
  return candidates.find((candidate) => {
    try {
      accessSync(candidate, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
