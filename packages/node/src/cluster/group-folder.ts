import { existsSync, lstatSync, mkdirSync, readdirSync, rm } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive, namespaceOfPids, startOf } from './processes.js';

/** Memory rather than a disk, where there is one that is written to like a disk. */
const PLACES = process.platform === 'linux' ? ['/dev/shm', tmpdir()] : [tmpdir()];
const OWNER_ONLY = 0o700;

/**
 * Where the processes and threads of one leader find each other. Nobody else may read or write it.
 * @param endpoint what they share
 * @throws Error where there is no place for it
 */
export function openGroupFolder(leader: number, endpoint: string): string {
  const failures: unknown[] = [];
  for (const place of PLACES) {
    try {
      const path = join(place, nameOf(leader, endpoint));
      mkdirSync(path, { recursive: true, mode: OWNER_ONLY });
      checkOwn(path);
      sweep(place);
      return path;
    } catch (cause) {
      failures.push(cause);
    }
  }
  throw new Error(
    'the folder of a shared endpoint: it cannot be written; let /dev/shm or the folder for temporary files be written to',
    { cause: failures[0] },
  );
}

/** Whether somebody has opened it. */
export function hasGroupFolder(leader: number, endpoint: string): boolean {
  return PLACES.some((place) => existsSync(join(place, nameOf(leader, endpoint))));
}

/** A place that everybody may write to is no place for what somebody else has put there. */
function checkOwn(path: string): void {
  const found = lstatSync(path);
  const isOwn = process.getuid === undefined || (found.uid === process.getuid() && (found.mode & 0o077) === 0);
  if (!found.isDirectory() || !isOwn) throw new Error(`${path}: it is not a folder of this user alone; remove it`);
}

/** Of one user and, in containers, of one table of processes: numbers of processes mean nothing beyond it. */
function prefix(): string {
  return `portcall-${process.getuid?.() ?? 'user'}-${namespaceOfPids()}-`;
}

function nameOf(leader: number, endpoint: string): string {
  return `${prefix()}${leader}-${startOf(leader)}-${endpoint}`;
}

/** Removes what leaders have left that are no more, as are all who belong to them. */
function sweep(place: string): void {
  for (const name of readdirSync(place)) {
    if (!name.startsWith(prefix())) continue;
    const pid = Number(name.slice(prefix().length).split('-', 1)[0]);
    const path = join(place, name);
    if (pid > 0 && !isAlive(pid) && !hasMembers(path)) rm(path, { recursive: true, force: true }, () => {});
  }
}

function hasMembers(path: string): boolean {
  return readdirSync(path).some((file) => isAlive(Number(file.split('-', 1)[0])));
}
