/** One encoded request, before it is compressed. */
export interface Entry {
  readonly bytes: Uint8Array;
  /** How many data points or spans are in it: at least one. */
  readonly items: number;
}
