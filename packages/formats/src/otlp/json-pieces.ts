import { bytesOfText, utf8Length } from '@portcall/core/internal';
/** A JSON text that is written piece by piece, and whose length is known at any time. */
export class JsonPieces {
  /** In bytes. */
  length = 0;
  private pieces: string[] = [];
  private lengths: number[] = [];

  /** The piece that was written last, or nothing. */
  get last(): string {
    return this.pieces.at(-1) ?? '';
  }

  write(piece: string): void {
    const length = utf8Length(piece);
    this.pieces.push(piece);
    this.lengths.push(length);
    this.length += length;
  }

  /** Between two of a list. */
  separate(): void {
    const { last } = this;
    if (last !== '' && !last.endsWith('[')) this.write(',');
  }

  /** Takes back the pieces that made it longer than `length`. */
  cutTo(length: number): void {
    while (this.length > length) {
      this.pieces.pop();
      this.length -= this.lengths.pop() as number;
    }
  }

  /** All of it; another one begins. */
  take(): Uint8Array {
    const bytes = bytesOfText(this.pieces.join(''));
    this.pieces = [];
    this.lengths = [];
    this.length = 0;
    return bytes;
  }
}
