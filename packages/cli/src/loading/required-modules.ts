import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Setting } from '@portcall/core';
import { processWide, requireAt } from '@portcall/core/internal';
import type { Finding } from '@portcall/doctor';

/** What a registration of this process can do, as far as it is needed here. */
interface Registration {
  doctor?(): Promise<readonly Finding[]>;
  configuration?(): readonly Setting[];
  shutdown(): Promise<void>;
}

/**
 * Loads modules as Node's `--import` would, from the current folder.
 * @throws whatever they throw, and where there is no such module
 */
export async function loadModules(names: readonly string[]): Promise<void> {
  const { resolve } = requireAt(join(process.cwd(), 'portcall.cjs'));
  for (const name of names) await import(pathToFileURL(resolve(name)).href);
}

/** The registration that a module has made; undefined where none has. */
export function registration(): Registration | undefined {
  return processWide<{ readonly telemetry?: Registration }>('node.telemetry', () => ({})).telemetry;
}
