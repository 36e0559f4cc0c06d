/** Sees to it that lots close by themselves. */
export interface Closings {
  /** The lot is to be closed then; it may have been closed before. */
  closeAfter(lotId: number, delayMs: number): void;
}
