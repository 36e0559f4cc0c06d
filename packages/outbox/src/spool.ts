import type { Entry } from './entry.js';

/** Keeps entries on disk, beyond the end of the process. Nothing here throws; what the disk refuses is counted and said once. */
export interface Spool {
  /**
   * Writes an entry, synchronously, so that it also works while the process exits.
   * @returns where it is; undefined where it cannot be kept (the disk is full or read-only, or `maxBytes` is reached)
   */
  append(entry: Entry): SpooledEntry | undefined;
  /** @returns the entry, or what can still be read of it; undefined where nothing can. What cannot is counted and reported */
  read(spooled: SpooledEntry): Entry | undefined;
  /**
   * It was delivered or given up: its place is free, also after a crash.
   * @returns false where the disk refuses that, so that the next process sends it again
   */
  remove(spooled: SpooledEntry): boolean;
  /**
   * Takes over what processes that are gone have left, oldest first: a part of it, so that nobody waits for it and little of
   * it is in memory. Ask again for more, and now and then later: of some processes it is known half a minute after their end
   * that they are gone. Empty where there is nothing, or others still hold it.
   */
  adopt(): readonly SpooledEntry[];
  /** Lets go of its files: what is in them is for the next process that adopts. */
  close(): void;
}

/** An entry on disk. */
export interface SpooledEntry {
  readonly items: number;
  /** Size of its bytes. */
  readonly size: number;
}
