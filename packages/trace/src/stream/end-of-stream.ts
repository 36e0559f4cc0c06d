/** Code of a stream or of its reader. */
export type Code<T> = (...args: unknown[]) => T;

/** A call that gave a stream, and its three ends. */
export interface StreamEnds {
  /** Which call it is, as async context has it. */
  readonly call: object;
  /** Runs code inside the call. */
  readonly inside: <T>(code: Code<T>, self: unknown, args: unknown[]) => T;
  /** Told, before its end, what was read since the call gave the stream. */
  readonly read: (chunks: number, bytes: number) => void;
  readonly done: () => void;
  readonly failed: (thrown: unknown) => void;
  readonly abandoned: () => void;
}

/** How a stream ended: read to its end, by an error of its own, or left by its reader. */
export type EndOfStream =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly thrown: unknown }
  | { readonly kind: 'abandoned' };

export const DONE: EndOfStream = Object.freeze({ kind: 'done' });
export const ABANDONED: EndOfStream = Object.freeze({ kind: 'abandoned' });

/** A reader who aborts makes many sources fail with what its signal says. */
export function failedWith(thrown: unknown): EndOfStream {
  return isAbort(thrown) ? ABANDONED : { kind: 'failed', thrown };
}

export function tell({ done, failed, abandoned }: StreamEnds, end: EndOfStream): void {
  if (end.kind === 'failed') failed(end.thrown);
  else if (end.kind === 'done') done();
  else abandoned();
}

function isAbort(thrown: unknown): boolean {
  try {
    const { name, code } = thrown as { readonly name?: unknown; readonly code?: unknown };
    return name === 'AbortError' || code === 'ABORT_ERR';
  } catch {
    // Undefined, null, or what throws when it is read.
    return false;
  }
}

/** What a stream of any kind tells whoever watches it, and asks of it. */
export interface StreamWatch {
  /** Whether a call waits for the end. */
  readonly isOpen: boolean;
  /** Whether the code that runs is that of a call that gave the stream. */
  readonly isInside: boolean;
  /** Runs the stream's own code inside the first call that gave it. */
  inside<T>(code: Code<T>, self: unknown, args: unknown[]): T;
  /** Runs what the stream does for its reader where the reader is: outside of every call that gave the stream. */
  outside<T>(code: Code<T>, self: unknown, args: unknown[]): T;
  /** To be called when somebody reads: whoever does so outside of the calls is the reader. */
  read(): void;
  chunk(chunk: unknown): void;
  done(): void;
  failed(thrown: unknown): void;
  abandoned(): void;
  /** The iterator is what the reader holds from now on. */
  handOver(iterable: object, iterator: object): void;
}
