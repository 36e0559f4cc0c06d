/** Sends requests to one receiver, each once: whoever calls decides whether and when it is sent again. */
export interface Sender {
  /**
   * Sends a request and reads its answer. Resolves within `timeoutMillis`, all together: connecting, sending, and the whole
   * answer. Never rejects. Keeps no process alive: whoever waits for it does.
   */
  send(bytes: Uint8Array, options: SendOptions): Promise<Answer>;
  /** Closes every connection. What is under way resolves at once, as a failure that may be retried. */
  close(): void;
}

export interface SendOptions {
  readonly timeoutMillis: number;
  /** Whether to leave connections alone that were used before: the last one was closed by the receiver. */
  readonly freshConnection?: boolean;
}

/** What became of a request. */
export type Answer = Delivered | Refused | NotNow;

export interface Delivered {
  readonly kind: 'delivered';
  /** How many items the receiver says it has rejected all the same. */
  readonly rejected: number;
  /** What it says of it; empty for nothing. As it came: not fit to be printed. */
  readonly message: string;
}

/** The receiver would refuse it again. */
export interface Refused {
  readonly kind: 'refused';
  readonly failure: Failure;
  /** Whether a part of it may be taken: it is too large, or one of its items is malformed (HTTP 413 and 400). */
  readonly mayHalve: boolean;
  /** Whether it is too large, so that none of its items is to blame. @default false */
  readonly isTooLarge?: boolean;
}

/** Another attempt may succeed. */
export interface NotNow {
  readonly kind: 'not-now';
  readonly failure: Failure;
  /** Milliseconds until which the receiver wants no request. */
  readonly retryAfterMillis?: number;
  /** Whether the receiver may have taken it and its answer was lost: an item that is sent again may then be there twice. */
  readonly mayHaveArrived: boolean;
  /** Whether the connection was closed or reset: it may have been an idle one, and a fresh one works at once. */
  readonly wasReset: boolean;
}

/** Why a request was not delivered. */
export interface Failure {
  /**
   * Node's code of a failed connection (`ECONNREFUSED`), or one of ours: `TIMEOUT`, `CLOSED`, `ANSWER_TOO_LARGE`, `NOT_OTLP`, and
   * of gRPC `NOT_HTTP2`; empty where there was an answer.
   */
  readonly code: string;
  /** The status of the answer; of gRPC its own. Undefined where there was none. */
  readonly status: number | undefined;
  /** What the receiver or Node said, bounded. As it came: not fit to be printed. */
  readonly said: string;
}
