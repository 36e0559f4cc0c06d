import type * as Fs from 'node:fs';
import type * as Path from 'node:path';
import type * as Zlib from 'node:zlib';

/*
 * Node's modules, loaded when a spool is first used: a process without one does not pay for them.
 */
let fs: typeof Fs | undefined;
let zlib: typeof Zlib | undefined;

export function disk(): typeof Fs {
  fs ??= process.getBuiltinModule('node:fs');
  return fs;
}

export function crc32(data: string | Uint8Array, seed?: number): number {
  zlib ??= process.getBuiltinModule('node:zlib');
  return zlib.crc32(data, seed);
}

export const paths = (): typeof Path => process.getBuiltinModule('node:path');

/** Eight hexadecimal digits that nobody else has drawn. */
export const drawnName = (): string => crypto.randomUUID().slice(0, 8);

/** The code of an error of the file system, such as `ENOSPC`. */
export function codeOf(error: unknown): string {
  const { code } = error as { readonly code?: unknown };
  return typeof code === 'string' ? code : 'unknown';
}

/** Whether the file system said that there is nothing of that name. */
export const isMissing = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(codeOf(error));

/**
 * Makes a folder and those it is in, where there are none.
 *
 * Not by Node's own `recursive`, which begins anew without an end where a file system says that the parent is missing although
 * it is there, as /proc does.
 * @throws Error of the file system
 */
export function makeFolder(folder: string): void {
  try {
    disk().mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (codeOf(error) === 'EEXIST' && disk().statSync(folder).isDirectory()) return;
    const parent = paths().dirname(folder);
    if (!isMissing(error) || disk().existsSync(parent)) throw error;
    makeFolder(parent);
    makeInside(folder);
  }
}

/** Others may make it at the same time. */
function makeInside(folder: string): void {
  try {
    disk().mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
}

/** Does what may fail without harm. */
export function leniently(run: () => void): void {
  try {
    run();
  } catch {
    // Whoever calls goes on in the same way.
  }
}

/** @returns `otherwise` where it throws */
export function orElse<T>(otherwise: T, run: () => T): T {
  try {
    return run();
  } catch {
    return otherwise;
  }
}
