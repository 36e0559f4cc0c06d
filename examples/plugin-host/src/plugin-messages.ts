/** What a thread is started with. */
export interface ThreadData {
  /** The plugin's module. */
  readonly url: string;
}

/** What a host asks of a plugin's thread, one call at a time. */
export interface Call {
  readonly functionName: string;
  readonly input: unknown;
}

/** What a plugin's thread says. */
export type Message = { readonly kind: 'loaded'; readonly functions: readonly string[] } | Answer;

/** What came of one call, with the most memory the thread had meanwhile. */
export type Answer =
  | { readonly kind: 'returned'; readonly value: unknown; readonly memoryPeakBytes: number }
  | { readonly kind: 'failed'; readonly error: string; readonly memoryPeakBytes: number };
