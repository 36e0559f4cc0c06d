import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** The process that listens on a port. */
export interface PortOwner {
  readonly pid: number;
  /** What it is called; empty where it cannot be known. */
  readonly name: string;
}

/**
 * Who listens on a port of this machine, as Linux knows it. Undefined where nobody does, elsewhere, and for a process of
 * another user. Never throws.
 */
export function portOwner(port: number): PortOwner | undefined {
  const sockets = new Set(['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) => listeningOn(port, textOf(table))));
  if (sockets.size === 0) return undefined;
  for (const process of namesIn('/proc').filter((name) => /^\d+$/.test(name))) {
    const owns = namesIn(`/proc/${process}/fd`).some((fd) => sockets.has(targetOf(`/proc/${process}/fd/${fd}`)));
    if (owns) return { pid: Number(process), name: textOf(`/proc/${process}/comm`).trim() };
  }
  return undefined;
}

const LISTENS = '0A';

/** What a file descriptor of each such socket points to. */
function listeningOn(port: number, table: string): readonly string[] {
  const inHex = port.toString(16).toUpperCase().padStart(4, '0');
  return table.split('\n').flatMap((line) => {
    const [, local = '', , state, , , , , , inode] = line.trim().split(/\s+/);
    return state === LISTENS && local.endsWith(`:${inHex}`) && inode !== undefined ? [`socket:[${inode}]`] : [];
  });
}

function textOf(path: string): string {
  return orElse(() => readFileSync(path, 'utf8'), '');
}

function namesIn(folder: string): readonly string[] {
  return orElse(() => readdirSync(folder), []);
}

function targetOf(link: string): string {
  return orElse(() => readlinkSync(link), '');
}

function orElse<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
