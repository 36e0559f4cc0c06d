/** What is read of an answer: nobody has more to say. */
const LARGEST_ANSWER: number = 4 << 20;

/** The body of an answer over node:http(s), at most 4 MiB of it. */
export class BoundedBody {
  private readonly chunks: Uint8Array[] = [];
  private size = 0;

  get isFull(): boolean {
    return this.size > LARGEST_ANSWER;
  }

  /** @returns whether there is room for more; what does not fit is not kept */
  add(chunk: Uint8Array): boolean {
    this.size += chunk.length;
    if (!this.isFull) this.chunks.push(chunk);
    return !this.isFull;
  }

  /** As it was before it was compressed, which nobody was asked to do. Empty where that cannot be read. */
  read(encoding: string | undefined): Uint8Array {
    const whole = this.chunks.length === 1 ? this.chunks[0]! : Buffer.concat(this.chunks);
    if (encoding === undefined || encoding === 'identity' || whole.length === 0) return whole;
    try {
      const zlib = process.getBuiltinModule('node:zlib');
      return zlib.unzipSync(whole, { maxOutputLength: LARGEST_ANSWER });
    } catch {
      return new Uint8Array(0);
    }
  }
}
