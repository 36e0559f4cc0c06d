import { ownText } from './own-text.js';

/**
 * The beginning of a text, at most `length` UTF-16 code units of whole characters, with U+FFFD for each half character
 * within: receivers refuse a whole body for half a character in it. It is in memory of its own, as what is clipped is kept.
 */
export function clipText(text: string, length: number): string {
  if (text.length <= length) return ownText(text.toWellFormed());
  const end = isHighSurrogate(text.charCodeAt(length - 1)) ? length - 1 : length;
  return ownText(text.slice(0, end).toWellFormed());
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}
