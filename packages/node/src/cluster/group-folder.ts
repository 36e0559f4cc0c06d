import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rm } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Memory rather than a disk, where there is one that is written to like a disk. */
const PLACES = process.platform === 'linux' ? ['/dev/shm', tmpdir()] : [tmpdir()];
const OWNER_ONLY = 0o700;

/**
 * Where the processes and threads of one leader find each other. Nobody else may read or write it.
 * @throws Error where there is no place for it
 */
export function openGroupFolder(leader: number): string {
  const failures: unknown[] = [];
  for (const place of PLACES) {
    try {
      const path = join(place, nameOf(leader));
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
export function hasGroupFolder(leader: number): boolean {
  return PLACES.some((place) => existsSync(join(place, nameOf(leader))));
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

function nameOf(leader: number): string {
  return `${prefix()}${leader}-${startOf(leader)}`;
}

function namespaceOfPids(): string {
  return orEmpty(() => /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0]);
}

/** When a process began, as the number of another one may be given again; empty where that is not told. */
function startOf(pid: number): string {
  return orEmpty(() => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19]);
}

function orEmpty(read: () => string | undefined): string {
  try {
    return read() ?? '';
  } catch {
    return '';
  }
}

/** Removes what leaders have left that are no more. */
function sweep(place: string): void {
  for (const name of readdirSync(place)) {
    if (!name.startsWith(prefix())) continue;
    const pid = Number(name.slice(prefix().length).split('-', 1)[0]);
    if (pid > 0 && !isAlive(pid)) rm(join(place, name), { recursive: true, force: true }, () => {});
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
