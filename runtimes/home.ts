import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where the packed packages are installed, and what others ship. */
export interface Home {
  readonly folder: string;
  /** Where the modules of others are; undefined where they cannot be installed. */
  readonly others: string | undefined;
  /** A folder of its own in which nothing is found but what `files` are copied there. */
  emptied(files: readonly string[]): string;
  remove(): void;
}

const RUNTIMES = __dirname;

/**
 * To be called while tests are defined. Takes a minute where others are not in the cache yet.
 * @param lockedBy the folder here whose lock file says who the others are
 * @param also further packages, for npm
 */
export function installed(
  lockedBy: 'others' | 'next' | 'frameworks' | 'estate' = 'others',
  also: readonly string[] = [],
): Home {
  const folder = mkdtempSync(join(tmpdir(), 'portcall-runtimes-'));
  const answer = execFileSync(process.execPath, [join(RUNTIMES, 'prepare.mjs'), folder, lockedBy, ...also], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { others } = JSON.parse(answer) as { readonly others?: string };
  const folders = [folder];
  inCommonJs(folder, 'shop');
  inCommonJs(folder, 'hooked');
  return {
    folder,
    others,
    emptied(files) {
      const empty = mkdtempSync(join(tmpdir(), 'portcall-moved-'));
      folders.push(empty);
      for (const file of files) cpSync(file, join(empty, file.slice(file.lastIndexOf('/') + 1)));
      return empty;
    },
    remove() {
      for (const one of folders) rmSync(one, { recursive: true, force: true });
    },
  };
}

/** The same program, as somebody writes it who uses require(). */
function inCommonJs(folder: string, name: string): void {
  const text = readFileSync(join(folder, `${name}.mjs`), 'utf8');
  const required = text.replace(/^import \{([^}]*)\} from ('[^']+');$/gm, 'const {$1} = require($2);');
  if (/^import /m.test(required)) throw new Error(`${name}.mjs: an import that has no form with require()`);
  writeFileSync(join(folder, `${name}.cjs`), required);
}

/** A `describe` for what runs in a program of others. Where a machine lacks it, its tests are skipped by name. */
export function describeOther({ others }: Home, path: string, name: string, body: (program: string) => void): void {
  const program = join(others ?? '', path);
  if (others !== undefined && existsSync(program)) describe(name, () => body(program));
  else describe.skip(`${name} (skipped: ${path} is not installed on this machine)`, () => body(program));
}
