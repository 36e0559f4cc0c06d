/** Below it memory is had from where memory was before, and costs little. */
const SMALLEST = 32 * 1_024;
const STEP = 16 * 1_024;
const MOST_FREE = 8;
const MOST_FREE_BYTES = 8 * 1_024 * 1_024;

/**
 * Copies of encoded requests, in memory that others were in: a megabyte that was never written to takes twenty times as long
 * to write, since the system gives it page by page.
 */
export class BufferPool {
  private readonly free: Uint8Array[] = [];
  private freeBytes = 0;

  /** Whoever gave the bytes may write there again. */
  copy(bytes: Uint8Array): Uint8Array {
    const size = bytes.byteLength;
    if (size < SMALLEST) return bytes.slice();
    const copy = this.take(size).subarray(0, size);
    copy.set(bytes);
    return copy;
  }

  /** Takes back a copy that nobody reads any more. */
  giveBack(copy: Uint8Array): void {
    const whole = new Uint8Array(copy.buffer);
    const isOurs = copy.byteOffset === 0 && whole.byteLength >= SMALLEST && whole.byteLength % STEP === 0;
    if (!isOurs || this.free.length >= MOST_FREE || this.freeBytes + whole.byteLength > MOST_FREE_BYTES) return;
    this.free.push(whole);
    this.freeBytes += whole.byteLength;
  }

  /** Nothing is kept: what was delivered once may never be needed again. */
  clear(): void {
    this.free.length = 0;
    this.freeBytes = 0;
  }

  private take(size: number): Uint8Array {
    // A much larger one would be held for what is small.
    const at = this.free.findIndex(({ byteLength }) => byteLength >= size && byteLength <= 2 * size);
    if (at < 0) return new Uint8Array(Math.ceil(size / STEP) * STEP);
    const [found] = this.free.splice(at, 1) as [Uint8Array];
    this.freeBytes -= found.byteLength;
    return found;
  }
}
