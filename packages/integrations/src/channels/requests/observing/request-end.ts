/** How a request ended. */
export interface RequestEnd {
  /** Undefined where no answer came. */
  readonly statusCode: number | undefined;
  /** Of HTTP: `1.1` or `2`. Undefined where it is not known. */
  readonly version: string | undefined;
  /** A status of 400 and above, an error's code or its class; undefined for a request that succeeded. */
  readonly errorType: string | undefined;
}
