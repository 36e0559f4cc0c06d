import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Exit } from '@portcall/real-parts';
import { portcall } from './run-doctor.js';

/** A folder from which `@portcall/*` is found, and the program in it. */
export interface Project extends Disposable {
  readonly folder: string;
  run(...args: readonly string[]): Promise<Exit>;
}

/** @param files their texts, by path in the folder */
export function projectOf(files: Readonly<Record<string, string>>): Project {
  const folder = mkdtempSync(join(__dirname, '../.portcall-project-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return {
    folder,
    run: (...args) => portcall(args, { cwd: folder }),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
