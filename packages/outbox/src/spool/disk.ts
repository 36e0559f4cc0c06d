import type * as Fs from 'node:fs';
import type * as Path from 'node:path';
import type * as Zlib from 'node:zlib';

/*
 * Node's modules, loaded when a spool is first used: a process without one does not pay for them.
 */
export const disk = (): typeof Fs => process.getBuiltinModule('node:fs');
export const paths = (): typeof Path => process.getBuiltinModule('node:path');
export const crc32: typeof Zlib.crc32 = (data, seed) => process.getBuiltinModule('node:zlib').crc32(data, seed);

/** Eight hexadecimal digits that nobody else has drawn. */
export const drawnName = (): string => crypto.randomUUID().slice(0, 8);

/** The code of an error of the file system, such as `ENOSPC`. */
export function codeOf(error: unknown): string {
  const { code } = error as { readonly code?: unknown };
  return typeof code === 'string' ? code : 'unknown';
}

/** Whether the file system said that there is nothing of that name. */
export const isMissing = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(codeOf(error));

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
