import { mkdtempSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { forgetProblems, onProblem, type Problem } from '@portcall/core';
import { type Entry, type FileSpoolOptions, fileSpool, type Spool, type SpooledEntry } from '@portcall/outbox';

/** A folder of its own for a test, the spools in it, and what they say. */
export class SpoolFixture {
  readonly dir: string = mkdtempSync(join(tmpdir(), 'spool-'));
  readonly told: Problem[] = [];
  /** Items that were found damaged. */
  lost = 0;
  private readonly opened: Spool[] = [];
  private readonly stop: () => void;

  constructor() {
    forgetProblems();
    this.stop = onProblem((problem) => this.told.push(problem));
  }

  get keys(): readonly string[] {
    return this.told.map(({ key }) => key);
  }

  open(options: Partial<FileSpoolOptions> = {}): Spool {
    const spool = fileSpool({ dir: this.dir, name: 'traces', onLost: (items) => (this.lost += items), ...options });
    this.opened.push(spool);
    return spool;
  }

  /** Everything in the folder, by its path from there. */
  get paths(): readonly string[] {
    return readdirSync(this.dir, { recursive: true, encoding: 'utf8' }).sort();
  }

  get segments(): readonly string[] {
    return this.paths.filter((path) => path.endsWith('.spool'));
  }

  rename(from: string, to: string): void {
    renameSync(join(this.dir, from), join(this.dir, to));
  }

  /** As if the holder of a folder had said nothing for so long. */
  silentFor(folder: string, milliseconds: number): void {
    const then = new Date(Date.now() - milliseconds);
    utimesSync(join(this.dir, folder), then, then);
  }

  silenceOf(folder: string): number {
    return Date.now() - statSync(join(this.dir, folder)).mtimeMs;
  }

  close(): void {
    for (const spool of this.opened) spool.close();
    this.stop();
    rmSync(this.dir, { recursive: true, force: true });
  }
}

export const freeName = (): string => `free-${crypto.randomUUID().slice(0, 8)}`;

export const entryOf = (text: string, items = 1): Entry => ({ bytes: Buffer.from(text), items });

export const textsOf = (spool: Spool, kept: readonly SpooledEntry[]): string[] =>
  kept.map((one) => textOf(spool, one) ?? 'unreadable');

export function textOf(spool: Spool, kept: SpooledEntry): string | undefined {
  const entry = spool.read(kept);
  return entry === undefined ? undefined : Buffer.from(entry.bytes).toString();
}

/** Adopts until there is nothing left. */
export function adoptAll(spool: Spool): readonly SpooledEntry[] {
  const adopted: SpooledEntry[] = [];
  for (let more = spool.adopt(); more.length > 0; more = spool.adopt()) adopted.push(...more);
  return adopted;
}
