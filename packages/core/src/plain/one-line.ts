// What moves a terminal's cursor, begins a line, or turns the direction of a text; and half characters.
const UNSHOWN = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Cs}]/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * A text as one line that a terminal shows and does not obey: control characters, line ends, bidi controls and half
 * characters become escapes such as `\u001b`. Everything else stays as it is.
 */
export function oneLine(text: string): string {
  return text.replace(UNSHOWN, (unit) => SHORT[unit] ?? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
