import { disk } from './disk.js';
import { MARK } from './record-header.js';

const WINDOW_BYTES = 65_536;

/** A view of a segment that moves over it, so that of a file of any size little is in memory. */
export class SegmentWindow {
  private readonly window = Buffer.allocUnsafeSlow(WINDOW_BYTES);
  private from = 0;
  private length = 0;

  constructor(
    private readonly fd: number,
    private readonly size: number,
  ) {}

  /** `length` bytes, or fewer where the file ends. They hold until the next call. */
  at(offset: number, length: number): Buffer {
    if (offset < this.from || offset + length > this.from + this.length) this.moveTo(offset);
    return this.window.subarray(offset - this.from, Math.min(offset - this.from + length, this.length));
  }

  /** Where the next mark of a header begins, at or after `offset`; the size of the file where there is none. */
  nextMark(offset: number): number {
    for (let at = offset; at + MARK.length <= this.size; at = this.from + this.length - MARK.length + 1) {
      if (at < this.from || at + MARK.length > this.from + this.length) this.moveTo(at);
      const found = this.window.subarray(0, this.length).indexOf(MARK, at - this.from);
      if (found >= 0) return this.from + found;
      if (this.length < MARK.length) break;
    }
    return this.size;
  }

  private moveTo(offset: number): void {
    this.from = offset;
    this.length = disk().readSync(this.fd, this.window, 0, WINDOW_BYTES, offset);
  }
}
