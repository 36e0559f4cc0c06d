import { systemClock } from '@portcall/core';
import type { Entry } from '../entry.js';
import { isMissing } from './disk.js';
import type { DiskUse } from './disk-use.js';
import type { HeldFolders } from './held-folders.js';
import { Kept } from './kept.js';
import type { Segment } from './segment.js';
import type { SpoolProblems } from './spool-problems.js';

/** A segment is closed when it is this large or this old, so that what is delivered soon leaves the disk. */
const SEGMENT_BYTES = 4 * 1024 * 1024;
const SEGMENT_RECORDS = 5_000;
const SEGMENT_MS = 60_000;
/** After a failure no attempt is made for so long. */
const REST_MS = 5_000;

/** Appends to one segment after the other. */
export class SegmentWriter {
  private segment: Segment | undefined;
  private begunAt = 0;
  private restsUntil = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly folders: HeldFolders,
    private readonly use: DiskUse,
    private readonly problems: SpoolProblems,
  ) {}

  /** @returns undefined where it cannot be kept, which is reported */
  append(entry: Entry): Kept | undefined {
    if (systemClock.monotonic() < this.restsUntil) return undefined;
    try {
      if (this.use.fits(entry.bytes.length)) return this.written(entry) ?? this.written(entry);
      this.problems.isFull(this.use.maxBytes);
    } catch (error) {
      this.problems.cannotWrite(error);
      this.giveUp();
      this.restsUntil = systemClock.monotonic() + REST_MS;
    }
    return undefined;
  }

  isAt(segment: Segment): boolean {
    return segment === this.segment;
  }

  /** Goes on in another segment. */
  leave(): void {
    this.segment?.letGo();
    this.segment = undefined;
  }

  /** @returns undefined where the folder is not there any more */
  private written(entry: Entry): Kept | undefined {
    const segment = this.segmentFor();
    const { size } = segment;
    try {
      const kept = new Kept(segment, segment.append(entry), entry.items, entry.bytes.length);
      this.use.add(segment.size - size);
      // Looked for after it was written: whoever has moved the folder before may have read it without this entry.
      if (segment.isThere) return kept;
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
    this.problems.isGone();
    this.folders.leaveOwn();
    this.leave();
    return undefined;
  }

  private segmentFor(): Segment {
    const now = systemClock.monotonic();
    if (this.segment !== undefined && !this.isOver(this.segment, now)) return this.segment;
    this.leave();
    this.use.look();
    this.segment = this.folders.begin();
    this.begunAt = now;
    return this.segment;
  }

  private isOver({ size, records }: Segment, now: number): boolean {
    return size >= SEGMENT_BYTES || records >= SEGMENT_RECORDS || now - this.begunAt >= SEGMENT_MS;
  }

  /** What is in the segment stays; only nothing is added to a file whose end is not known. */
  private giveUp(): void {
    const { segment } = this;
    this.leave();
    if (segment?.size === 0) this.folders.forget(segment);
  }
}
