/** What a provider says to one request. */
export interface ModelAnswer {
  /** Of a request that is not streamed. */
  readonly whole: object;
  /** Of one that is, as they are sent. */
  readonly events: readonly string[] | undefined;
  /** The body of a 429. */
  readonly limited: object;
  /** The body of a 500. */
  readonly failed: object;
}

export function event(data: object, name?: string): string {
  return `${name === undefined ? '' : `event: ${name}\n`}data: ${JSON.stringify(data)}\n\n`;
}
