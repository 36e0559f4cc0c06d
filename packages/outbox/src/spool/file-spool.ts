import { checkedCount, checkedFunction, checkedText, checkOptions, shown } from '@portcall/core/internal';
import type { Entry } from '../entry.js';
import type { Spool, SpooledEntry } from '../spool.js';
import { isMissing, paths } from './disk.js';
import { DiskUse } from './disk-use.js';
import { HeldFolders } from './held-folders.js';
import { Kept } from './kept.js';
import type { Segment } from './segment.js';
import type { FoundRecord } from './segment-scan.js';
import { SegmentWriter } from './segment-writer.js';
import { SpoolProblems } from './spool-problems.js';

export interface FileSpoolOptions {
  /** The folder. It is made where there is none, and may be that of several processes and spools. */
  readonly dir: string;
  /**
   * What is kept, such as `traces-protobuf`: a folder in the folder. What is in it goes to one kind of sender; whoever
   * gives the same name sends what others have left.
   */
  readonly name: string;
  /** What all spools in `dir` may hold together; each process may be over it by one segment of 4 MiB. @default 268435456 */
  readonly maxBytes?: number;
  /** Told how many items were in records that were found damaged and that nobody knows of: at least one each. */
  readonly onLost?: (items: number) => void;
}

const OPTIONS = { dir: true, name: true, maxBytes: true, onLost: true } as const;
const NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const DEFAULT_MAX_BYTES = 256 * 1024 * 1024;

/** How much is looked through at once, by up to one segment more: it holds up the application. */
const ADOPTED_BYTES = 16 * 1024 * 1024;
const ADOPTED_ENTRIES = 5_000;

/**
 * A spool in a folder: entries in files that are written in one go, with checksums. Files are for this user alone to read
 * (0600, folders 0700).
 *
 * What is appended survives this process however it ends, SIGKILL included. It may not survive a power failure in the seconds
 * after: the operating system is not made to write at once, since the application would wait for that.
 *
 * No two processes, and no two spools of one process, write in one file. What a process leaves is adopted by one other: at
 * once where both run on one machine (and in one container), else, and where the system does not tell when a process began,
 * when its holder was silent for half a minute: whoever adopts should ask again then.
 *
 * @throws Error where an option is wrong. Nothing is thrown later, and a folder that cannot be used is a problem that is
 * reported when something is adopted or appended.
 */
export function fileSpool(options: FileSpoolOptions): Spool {
  checkOptions(options, OPTIONS, 'fileSpool()');
  const { dir, name, maxBytes = DEFAULT_MAX_BYTES, onLost = () => {} } = options;
  if (checkedText(dir, 'spool.dir', 'give the path of a folder') === '')
    throw new Error('spool.dir: "" is not a path; give the path of a folder');
  if (!NAME.test(checkedText(name, 'fileSpool(name)', 'name what is kept')))
    throw new Error(`fileSpool(name): ${shown(name)} is not a name; use small letters, digits and "-"`);
  checkedCount(maxBytes, 'spool.maxBytes', 'give how many bytes the folder may hold');
  checkedFunction(onLost, 'fileSpool(onLost)', 'give a function that takes a number of items');
  return new FileSpool(paths().resolve(dir), name, maxBytes, onLost);
}

class FileSpool implements Spool {
  private readonly problems: SpoolProblems;
  private readonly folders: HeldFolders;
  private readonly use: DiskUse;
  private readonly writer: SegmentWriter;
  /** Taken over, and not looked through yet. */
  private left: Segment[] = [];
  /** The one segment that is kept open besides the one that is written. */
  private reading: Segment | undefined;
  private isClosed = false;

  constructor(dir: string, name: string, maxBytes: number, onLost: (items: number) => void) {
    this.problems = new SpoolProblems(`spool ${name}`, onLost);
    this.folders = new HeldFolders(`${dir}/${name}`, this.problems);
    this.use = new DiskUse(dir, maxBytes);
    this.writer = new SegmentWriter(this.folders, this.use, this.problems);
  }

  append(entry: Entry): SpooledEntry | undefined {
    return this.isClosed ? undefined : this.writer.append(entry);
  }

  read(spooled: SpooledEntry): Entry | undefined {
    if (!(spooled instanceof Kept) || spooled.isDone || this.isClosed) return undefined;
    const bytes = this.bytesOf(spooled);
    if (bytes !== undefined) return { bytes, items: spooled.items };
    this.problems.unreadable(spooled.items);
    this.remove(spooled);
    return undefined;
  }

  remove(spooled: SpooledEntry): boolean {
    if (!(spooled instanceof Kept) || spooled.isDone || this.isClosed) return true;
    spooled.isDone = true;
    spooled.segment.live -= 1;
    return (spooled.segment.live === 0 && this.isDiscarded(spooled.segment)) || this.isNoted(spooled);
  }

  adopt(): readonly SpooledEntry[] {
    if (this.isClosed) return [];
    if (this.left.length === 0) this.takeOver();
    const adopted: Kept[] = [];
    let bytes = 0;
    while (adopted.length === 0 || (adopted.length < ADOPTED_ENTRIES && bytes < ADOPTED_BYTES)) {
      const segment = this.left.shift();
      if (segment === undefined) break;
      for (const { at, header } of this.waitingIn(segment)) {
        adopted.push(new Kept(segment, at, header.items, header.size));
      }
      bytes += segment.size;
    }
    return adopted;
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.writer.leave();
    this.reading?.letGo();
    this.folders.close();
  }

  private bytesOf({ segment, at, size }: Kept): Uint8Array | undefined {
    try {
      return this.opened(segment).read(at, size);
    } catch (error) {
      if (isMissing(error)) this.problems.isGone();
      else this.problems.cannotRead(error);
      return undefined;
    }
  }

  /** Closes the other one first: where a process may open no more files there is room for this one. */
  private opened(segment: Segment): Segment {
    if (this.writer.isAt(segment) || segment === this.reading) return segment;
    this.reading?.letGo();
    this.reading = segment;
    return segment;
  }

  private isDiscarded(segment: Segment): boolean {
    try {
      this.discard(segment);
      return true;
    } catch (error) {
      this.problems.cannotForget(error);
      return false;
    }
  }

  /** Whether the next process passes over it. */
  private isNoted({ segment, at }: Kept): boolean {
    try {
      this.opened(segment).finish(at);
      return true;
    } catch (error) {
      if (isMissing(error)) return true;
      this.problems.cannotForget(error);
      return false;
    }
  }

  private discard(segment: Segment): void {
    if (this.writer.isAt(segment)) this.writer.leave();
    if (segment === this.reading) this.reading = undefined;
    segment.delete();
    this.use.add(-segment.size);
    this.folders.forget(segment);
  }

  private takeOver(): void {
    try {
      this.folders.prepare();
      this.left = this.folders.takeOver();
    } catch (error) {
      this.problems.cannotWrite(error);
    }
  }

  private waitingIn(segment: Segment): readonly FoundRecord[] {
    try {
      const { waiting, damages } = this.opened(segment).scan();
      for (const { items } of damages) if (items > 0) this.problems.lost(items);
      if (segment.live === 0) this.discard(segment);
      return waiting;
    } catch (error) {
      if (!isMissing(error)) this.problems.cannotRead(error);
      return [];
    }
  }
}
