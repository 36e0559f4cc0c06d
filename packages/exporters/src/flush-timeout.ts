/** Milliseconds that a flush or an end may take, where nobody has said otherwise. */
export const FLUSH_TIMEOUT_MS = 3_000;
