import type { Call } from '../running/call.js';

/** A call that gave a stream, and its three ends. */
export interface StreamEnds {
  readonly call: Call;
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
