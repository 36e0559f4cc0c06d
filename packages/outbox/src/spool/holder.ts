import { crc32, disk, drawnName, orElse } from './disk.js';

/**
 * Who writes in a folder of a spool. The folder's name says it, so that a folder is never without a holder that can be
 * looked for, and renaming it, which one process alone can do, is taking it over.
 */
export interface Holder {
  /** Where its process id means something: one boot of one kernel, one namespace of process ids. */
  readonly place: string;
  readonly pid: number;
  /** When it started, in the kernel's ticks, which tells a process from a later one with the same id; 0 where nobody says. */
  readonly startedAt: number;
}

const HELD = /^([0-9a-f]{8})-(\d+)-(\d+)-[0-9a-f]{8}$/;
const FREE = /^free-[0-9a-f]{8}$/;

/** How long a holder may say nothing before it counts as gone, where its process cannot be looked for. */
const LEASE_MS = 30_000;
/** How often a holder says that it is there. */
export const LEASE_RENEWAL_MS = 5_000;

export function thisProcess(): Holder {
  const { pid } = process;
  return { place: placeOf(), pid, startedAt: startOf(pid) ?? 0 };
}

/** A name that nobody has had. */
export const heldName = ({ place, pid, startedAt }: Holder): string => `${place}-${pid}-${startedAt}-${drawnName()}`;
export const freeName = (): string => `free-${drawnName()}`;
export const isFolderName = (name: string): boolean => HELD.test(name) || FREE.test(name);

/**
 * Whether whoever holds the folder of this name is gone.
 * @param renewedAt when its holder last said that it is there, by the wall clock in milliseconds
 */
export function isLeft(name: string, me: Holder, renewedAt: () => number): boolean {
  const [, place, pid, startedAt] = HELD.exec(name) ?? [];
  if (place === undefined) return FREE.test(name);
  const holder = { place, pid: Number(pid), startedAt: Number(startedAt) };
  return isGone(holder, me) ?? Date.now() - renewedAt() > LEASE_MS;
}

/** @returns undefined where nobody here can tell */
function isGone({ place, pid, startedAt }: Holder, me: Holder): boolean | undefined {
  if (place !== me.place) return undefined;
  if (!isRunning(pid)) return true;
  const started = startOf(pid);
  return started === undefined || startedAt === 0 ? undefined : started !== startedAt;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // It runs, and is somebody else's.
    return (error as { readonly code?: unknown }).code === 'EPERM';
  }
}

/**
 * The 22nd field of /proc/<pid>/stat; the second one, a name in parentheses, may hold anything. NaN of a process that has
 * ended and that its parent has not waited for. Undefined where there is no such file.
 * @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
function startOf(pid: number): number | undefined {
  const stat = orElse(undefined, () => disk().readFileSync(`/proc/${pid}/stat`, 'latin1'));
  if (stat === undefined) return undefined;
  const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return state === 'Z' || state === 'X' ? Number.NaN : Number(fields[18]);
}

/** Two containers on one machine count their processes each from 1. */
function placeOf(): string {
  const hostname = process.getBuiltinModule('node:os').hostname();
  const place = orElse(hostname, () => {
    const boot = disk().readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
    return `${boot} ${disk().readlinkSync('/proc/self/ns/pid')}`;
  });
  return crc32(place).toString(16).padStart(8, '0');
}
