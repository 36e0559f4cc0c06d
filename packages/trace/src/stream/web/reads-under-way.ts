/**
 * Reads that have begun and not been answered. A Web stream that was closed behind its last chunk is closed as soon as that is
 * asked for, before whoever asked has it.
 */
export class ReadsUnderWay {
  private count = 0;
  private isClosed = false;

  /** @param ended told once the stream is closed and no read is under way */
  constructor(private readonly ended: () => void) {}

  begin(): void {
    this.count += 1;
  }

  end(): void {
    this.count -= 1;
    if (this.isClosed) this.closed();
  }

  closed(): void {
    this.isClosed = true;
    if (this.count === 0) this.ended();
  }
}
