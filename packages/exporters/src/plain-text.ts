import { clipText } from '@portcall/core/internal';

const LONGEST = 200; // enough for a receiver's reason, and no page of HTML

/**
 * A foreign text as it may be printed: one line, without control characters (escape sequences would write into a
 * terminal, line feeds would forge lines of a log), and short.
 */
export function plainText(text: string): string {
  const line = text
    // What else says nothing visible too, such as a change of the writing direction.
    .replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
  return line.length > LONGEST ? `${clipText(line, LONGEST)}…` : line;
}
