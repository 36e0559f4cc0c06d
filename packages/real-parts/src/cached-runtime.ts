import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const HOMES = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'portcall', 'homes');

const PROGRAMS: Readonly<Record<string, readonly string[]>> = { bun: ['.bin', 'bun'], deno: ['deno', 'deno'] };

/** A runtime that `runtimes/prepare.mjs` has put into the cache, by the name of its package; undefined where it has not. */
export function cachedRuntime(name: 'node22' | 'node24' | 'node26' | 'bun' | 'deno'): string | undefined {
  const homes = existsSync(HOMES) ? readdirSync(HOMES) : [];
  return homes
    .map((home) => join(HOMES, home, 'node_modules', ...(PROGRAMS[name] ?? [name, 'bin', 'node'])))
    .find((program) => existsSync(program));
}

/** A `describe` for each of these runtimes, and this one. Where a machine lacks one, its tests are skipped by name. */
export function describeRuntimes(body: (program: string) => void): void {
  describe(`Node ${process.versions.node}`, () => body(process.execPath));
  for (const name of ['node22', 'node24', 'node26', 'bun'] as const) {
    const program = cachedRuntime(name);
    if (program !== undefined) describe(name, () => body(program));
    else describe.skip(`${name} (skipped: it is not installed on this machine)`, () => body(name));
  }
}
