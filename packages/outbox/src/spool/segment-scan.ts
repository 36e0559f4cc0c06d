import { HEADER_BYTES, type RecordHeader, readHeader } from './record-header.js';
import { SegmentWindow } from './segment-window.js';

/** A record that waits. */
export interface FoundRecord {
  /** Where its header begins. */
  readonly at: number;
  readonly header: RecordHeader;
}

/** A part of a segment that is not readable: from `from` until before `to`. */
export interface Damage {
  readonly from: number;
  readonly to: number;
  /** As many as its header still says, else 1. */
  readonly items: number;
}

export interface Scan {
  readonly waiting: readonly FoundRecord[];
  readonly damages: readonly Damage[];
}

/**
 * Finds what waits in a segment. Reads headers and no entries; a header that cannot be read is passed over until the next
 * one that can.
 * @param start where the first record begins
 * @throws Error of the file system
 */
export function scanSegment(fd: number, size: number, start: number, salt: number): Scan {
  const window = new SegmentWindow(fd, size);
  const waiting: FoundRecord[] = [];
  const damages: Damage[] = [];
  let at = start;
  let sound = start;
  while (at + HEADER_BYTES <= size) {
    const header = readHeader(window.at(at, HEADER_BYTES), salt);
    if (header === undefined) {
      at = window.nextMark(at + 1);
      continue;
    }
    if (at > sound) damages.push({ from: sound, to: at, items: 1 });
    sound = at + HEADER_BYTES + header.size;
    if (sound > size) {
      damages.push({ from: at, to: size, items: header.isDone ? 0 : header.items });
      return { waiting, damages };
    }
    if (!header.isDone) waiting.push({ at, header });
    at = sound;
  }
  // What is shorter than the file's own beginning was cut before its first record, which was there.
  if (size > sound || size < start) damages.push({ from: Math.min(sound, size), to: size, items: 1 });
  return { waiting, damages };
}
