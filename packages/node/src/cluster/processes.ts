import { readFileSync, readlinkSync } from 'node:fs';

/** Whether there is a process of this number, of whatever user. */
export function isAlive(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** When a process began, as the number of another one may be given again; empty where that is not told. */
export function startOf(pid: number): string {
  return orEmpty(() => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19]);
}

/** In containers, which table of processes numbers are of. */
export function namespaceOfPids(): string {
  return orEmpty(() => /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0]);
}

function orEmpty(read: () => string | undefined): string {
  try {
    return read() ?? '';
  } catch {
    return '';
  }
}
