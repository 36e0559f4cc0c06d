/** A generator's events as they are sent: one JSON text per line. Leaving it in the middle leaves the generator too. */
export function ndjson<A extends readonly unknown[]>(
  events: (...args: A) => AsyncIterable<object>,
): (...args: A) => AsyncGenerator<string, void, undefined> {
  return async function* lines(...args) {
    for await (const event of events(...args)) yield `${JSON.stringify(event)}\n`;
  };
}
