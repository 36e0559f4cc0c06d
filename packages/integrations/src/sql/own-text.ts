/** The same text in memory of its own: a slice keeps the whole long text that it was cut from. */
export function ownText(text: string): string {
  const narrow = Buffer.from(text, 'latin1').toString('latin1');
  return narrow === text ? narrow : Buffer.from(text, 'utf16le').toString('utf16le');
}
