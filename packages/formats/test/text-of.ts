/** The text that was written in pieces. */
export function textOf(pieces: Iterable<Uint8Array>): string {
  return Buffer.concat([...pieces]).toString();
}
