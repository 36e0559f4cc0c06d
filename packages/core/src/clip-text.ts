/**
 * The beginning of a text, at most `length` UTF-16 code units of whole characters, with U+FFFD for each half character
 * within: receivers refuse a whole body for half a character in it.
 */
export function clipText(text: string, length: number): string {
  if (text.length <= length) return text.isWellFormed() ? text : text.toWellFormed();
  const end = isHighSurrogate(text.charCodeAt(length - 1)) ? length - 1 : length;
  // Through bytes, for a text of its own: a slice would keep the whole long text in memory.
  return Buffer.from(text.slice(0, end).toWellFormed()).toString();
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}
