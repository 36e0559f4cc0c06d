import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { builtin } from '@portcall/core/internal';
import type { MetricColumns } from '@portcall/metrics/internal';

const READING = '.reading';
const SERVES = '.serves';
const GONE = 'gone';
const LOCK = 'gone.lock';
const RESOURCE = 'resource';
const OWNER_ONLY = { mode: 0o600 };
/** Whoever has it for longer has been killed with it. */
const LOCK_STALE_MS = 10_000;
/** A member whose reading was added to those of all that have gone may still be read by somebody: so many are remembered. */
const MOST_REMEMBERED = 4_096;

/** What all have counted that have gone, and who they were. */
export interface Gone {
  readonly ids: readonly string[];
  readonly columns: readonly MetricColumns[];
}

const NOBODY: Gone = { ids: [], columns: [] };

/** The last reading of everybody in a group, as files of its folder. Each is there whole or not at all. */
export class KeptReadings {
  constructor(readonly folder: string) {}

  /** Everybody who is or was there, and is not yet one of `gone()`. */
  async ids(): Promise<readonly string[]> {
    return (await readdir(this.folder))
      .filter((name) => name.endsWith(READING))
      .map((name) => name.slice(0, -READING.length));
  }

  keep(id: string, columns: readonly MetricColumns[]): Promise<void> {
    return this.write(`${id}${READING}`, columns);
  }

  keepNow(id: string, columns: readonly MetricColumns[]): void {
    const path = join(this.folder, `${id}${READING}`);
    // One that is being written in another thread comes too late then.
    rmSync(`${path}.new`, { force: true });
    writeFileSync(`${path}.now`, v8().serialize(columns), OWNER_ONLY);
    renameSync(`${path}.now`, path);
  }

  /** Undefined where somebody has added it to `gone()` meanwhile. */
  read(id: string): Promise<readonly MetricColumns[] | undefined> {
    return this.load<readonly MetricColumns[]>(`${id}${READING}`);
  }

  /** Read it last: who is in it counts no more, whatever else was read of it. */
  async gone(): Promise<Gone> {
    return (await this.load<Gone>(GONE)) ?? NOBODY;
  }

  /** Puts the readings of some who have gone together. Does nothing while somebody else does. */
  async addToGone(ids: readonly string[], add: (gone: Gone) => Promise<Gone['columns']>): Promise<void> {
    const lock = join(this.folder, LOCK);
    if (!(await taken(lock))) return;
    try {
      const gone = await this.gone();
      const columns = await add(gone);
      await this.write(GONE, { ids: [...gone.ids, ...ids].slice(-MOST_REMEMBERED), columns } satisfies Gone);
      await Promise.all(ids.flatMap((id) => [READING, SERVES, '.sock'].map((end) => this.remove(`${id}${end}`))));
    } finally {
      await rm(lock, { force: true });
    }
  }

  /** Notes that a member has the port open. */
  serves(id: string): void {
    writeFileSync(join(this.folder, `${id}${SERVES}`), '', OWNER_ONLY);
  }

  servesNoMore(id: string): void {
    rmSync(join(this.folder, `${id}${SERVES}`), { force: true });
  }

  async serving(): Promise<readonly string[]> {
    return (await readdir(this.folder))
      .filter((name) => name.endsWith(SERVES))
      .map((name) => name.slice(0, -SERVES.length));
  }

  /** The resource of whoever came first: one endpoint is one target. */
  resource<R>(id: string, own: R): R {
    const [mine, path] = [join(this.folder, `${id}.${RESOURCE}`), join(this.folder, RESOURCE)];
    writeFileSync(mine, v8().serialize(own), OWNER_ONLY);
    try {
      linkSync(mine, path);
    } catch {
      // Somebody came first.
    }
    rmSync(mine, { force: true });
    return v8().deserialize(readFileSync(path)) as R;
  }

  private async write(name: string, content: unknown): Promise<void> {
    const path = join(this.folder, name);
    await writeFile(`${path}.new`, v8().serialize(content), OWNER_ONLY);
    await rename(`${path}.new`, path);
  }

  private async load<T>(name: string): Promise<T | undefined> {
    try {
      return v8().deserialize(await readFile(join(this.folder, name))) as T;
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw cause;
    }
  }

  private remove(name: string): Promise<void> {
    return rm(join(this.folder, name), { force: true });
  }
}

/** Loaded where there is a group. */
function v8(): typeof import('node:v8') {
  return builtin('node:v8');
}

async function taken(lock: string): Promise<boolean> {
  try {
    await (await open(lock, 'wx')).close();
    return true;
  } catch {
    const { mtimeMs } = await stat(lock).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
    if (Date.now() - mtimeMs > LOCK_STALE_MS) await rm(lock, { force: true });
    return false;
  }
}
