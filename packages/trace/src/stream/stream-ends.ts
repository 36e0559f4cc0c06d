import type { Call } from '../call.js';

/** The call that gave a stream, and its three ends; the first one counts. */
export interface StreamEnds {
  readonly call: Call;
  readonly done: () => void;
  readonly failed: (thrown: unknown) => void;
  readonly abandoned: () => void;
}
