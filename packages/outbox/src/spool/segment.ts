import type { Entry } from '../entry.js';
import { crc32, disk, drawnName, isMissing, leniently } from './disk.js';
import { DONE_MARK, DONE_MARK_AT, HEADER_BYTES, headerBytes, readHeader } from './record-header.js';
import { type Damage, type FoundRecord, scanSegment } from './segment-scan.js';

const BEGINNING = new TextEncoder().encode('portcall spool 1');
const NAME = /^\d{18}-[0-9a-f]{8}\.v1\.spool$/;
/** A segment whose first record is not whole yet, and so was never promised to anybody. */
const UNBORN = '.new';

export const isSegmentName = (name: string): boolean => NAME.test(name);
export const isUnbornSegmentName = (name: string): boolean =>
  name.endsWith(UNBORN) && isSegmentName(name.slice(0, -UNBORN.length));

/**
 * One file of records, written by one process from its beginning to its end, and never again but for the byte that says
 * that a record is done.
 *
 * Nothing is forced out of the operating system's cache (fsync): what is written survives the end of this process, however
 * it ends, and not a power failure in the seconds after. To wait for the disk would hold up the application.
 *
 * Its methods throw the errors of the file system.
 */
export class Segment {
  /** Its records that wait. */
  live = 0;
  /** All that were appended. */
  records = 0;
  /** Its length, as far as it is written or was found. */
  size = 0;
  private fd: number | undefined;
  private readonly salt: number;

  /** @param name by which segments sort in the order in which they began */
  constructor(
    readonly folder: string,
    readonly name: string,
  ) {
    this.salt = crc32(name);
  }

  /** @param now milliseconds by the wall clock, with fractions: several may begin within one */
  static startedAt(folder: string, now: number): Segment {
    const micros = String(Math.floor(now * 1_000)).padStart(18, '0');
    return new Segment(folder, `${micros}-${drawnName()}.v1.spool`);
  }

  private get path(): string {
    return `${this.folder}/${this.name}`;
  }

  /** Whether it still stands where it was begun. */
  get isThere(): boolean {
    return disk().statSync(this.path, { throwIfNoEntry: false }) !== undefined;
  }

  /** @returns where the record begins */
  append({ bytes, items }: Entry): number {
    const isFirst = this.size === 0;
    const at = isFirst ? BEGINNING.length : this.size;
    const header = headerBytes({ items, size: bytes.length, checksum: crc32(bytes), isDone: false }, this.salt);
    this.fd ??= disk().openSync(this.path + UNBORN, 'wx+', 0o600);
    try {
      writeWhole(this.fd, isFirst ? [BEGINNING, header, bytes] : [header, bytes], this.size);
      if (isFirst) disk().renameSync(this.path + UNBORN, this.path);
    } catch (error) {
      this.takeBack();
      throw error;
    }
    this.size = at + HEADER_BYTES + bytes.length;
    this.live += 1;
    this.records += 1;
    return at;
  }

  /** @returns undefined where its bytes are not what was written */
  read(at: number, size: number): Uint8Array | undefined {
    const bytes = Buffer.allocUnsafeSlow(HEADER_BYTES + size);
    if (disk().readSync(this.opened(), bytes, 0, bytes.length, at) < bytes.length) return undefined;
    const header = readHeader(bytes.subarray(0, HEADER_BYTES), this.salt);
    const entry = bytes.subarray(HEADER_BYTES);
    return header?.size === size && header.checksum === crc32(entry) ? entry : undefined;
  }

  /** Says of a record that it is done, also to whoever takes the file over. */
  finish(at: number): void {
    disk().writeSync(this.opened(), DONE_MARK, 0, DONE_MARK.length, at + DONE_MARK_AT);
  }

  /** Finds what somebody else has left in it. */
  scan(): { readonly waiting: readonly FoundRecord[]; readonly damages: readonly Damage[] } {
    this.size = disk().fstatSync(this.opened()).size;
    const { waiting, damages } = scanSegment(this.opened(), this.size, BEGINNING.length, this.salt);
    this.live = waiting.length;
    for (const damage of damages) leniently(() => this.passOver(damage));
    return { waiting, damages };
  }

  delete(): void {
    this.letGo();
    try {
      disk().unlinkSync(this.path);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }

  /** Closes the file. It is opened again when it is needed. */
  letGo(): void {
    const { fd } = this;
    this.fd = undefined;
    if (fd !== undefined) leniently(() => disk().closeSync(fd));
  }

  private opened(): number {
    const { O_RDWR, O_NOFOLLOW } = disk().constants;
    // Windows has no such flag, and no links that anybody may make.
    this.fd ??= disk().openSync(this.path, O_RDWR | ((O_NOFOLLOW as number | undefined) ?? 0));
    return this.fd;
  }

  /** Leaves nothing of a record that could not be written whole. */
  private takeBack(): void {
    const { fd, size } = this;
    if (size === 0) leniently(() => disk().unlinkSync(this.path + UNBORN));
    else if (fd !== undefined) leniently(() => disk().ftruncateSync(fd, size));
  }

  /** So that a damage that was counted is not counted again by the next process that takes the file over. */
  private passOver({ from, to }: Damage): void {
    if (to < this.size) writeWhole(this.opened(), [skipHeader(to - from - HEADER_BYTES, this.salt)], from);
    else {
      disk().ftruncateSync(this.opened(), from);
      this.size = from;
    }
  }
}

const skipHeader = (size: number, salt: number): Buffer =>
  headerBytes({ items: 0, size, checksum: 0, isDone: true }, salt);

/** A disk that fills up takes a part, and says why when it is given the rest. */
function writeWhole(fd: number, parts: readonly Uint8Array[], position: number): void {
  const total = parts.reduce((sum, { length }) => sum + length, 0);
  let written = disk().writevSync(fd, parts, position);
  if (written === total) return;
  const whole = Buffer.concat(parts);
  while (written < total) written += disk().writeSync(fd, whole, written, total - written, position + written);
}
