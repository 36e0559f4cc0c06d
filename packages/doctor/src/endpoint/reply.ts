/** What became of one empty request. */
export type Reply = Answered | Failed;

export interface Answered {
  readonly kind: 'answered';
  /** Of HTTP. */
  readonly status: number;
  /** Of gRPC; undefined where the answer is not one of gRPC. */
  readonly grpcStatus?: number | undefined;
  /** Empty for none. */
  readonly contentType: string;
  /** Its beginning. Never shown: it may quote what it was sent. */
  readonly body: string;
  /** The receiver's clock minus ours in milliseconds, give or take `uncertainMillis`; undefined where it shows none. */
  readonly clock?: { readonly aheadMillis: number; readonly uncertainMillis: number } | undefined;
}

export interface Failed {
  readonly kind: 'failed';
  /** Node's code, or `TIMEOUT`. */
  readonly code: string;
}

/** Milliseconds that one look may take, all together. */
export const PATIENCE_MS = 5_000;

/** What the `Date` of an answer says of the receiver's clock, of which it shows whole seconds. */
export function clockOf(date: string | undefined, sentAt: number, answeredAt: number): Answered['clock'] {
  const shown = date === undefined ? Number.NaN : Date.parse(date);
  if (Number.isNaN(shown)) return undefined;
  return { aheadMillis: shown + 500 - (sentAt + answeredAt) / 2, uncertainMillis: 500 + (answeredAt - sentAt) / 2 };
}
