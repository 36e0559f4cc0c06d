// What is installed once and outlives this checkout.
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const { PORTCALL_HOMES: chosen, XDG_CACHE_HOME: cache } = process.env;

/** `$PORTCALL_HOMES`, by default a folder in the user's cache. */
export const CACHE = chosen || join(cache || join(homedir(), '.cache'), 'portcall', 'homes');

/** Under another name first, so that an installation that was interrupted is not taken for one. */
export function installedOnce(folder, onProgress, install) {
  if (existsSync(folder)) return;
  onProgress(`installing ${folder}`);
  const unfinished = `${folder}.unfinished-${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  try {
    install(unfinished);
    moved(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/** Another process may have been quicker, with the same. */
function moved(from, to) {
  try {
    renameSync(from, to);
  } catch (cause) {
    if (!existsSync(to)) throw cause;
  }
}
