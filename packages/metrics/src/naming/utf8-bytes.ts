// Whole characters of two, three and four bytes, and a byte that is left of one.
const CHARACTERS =
  /[\u00c2-\u00df][\u0080-\u00bf]|[\u00e0-\u00ef][\u0080-\u00bf]{2}|[\u00f0-\u00f4][\u0080-\u00bf]{3}|[\u0080-\u00ff]/g;
const BEYOND_ASCII = /[\u0080-\uffff]/;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** A text as programs in Go see it: one character per byte of its UTF-8. Half a character becomes U+FFFD. */
export function utf8Bytes(text: string): string {
  if (!BEYOND_ASCII.test(text)) return text;
  return Array.from(encoder.encode(text), (byte) => String.fromCharCode(byte)).join('');
}

/** The text of such bytes. As in Go, every byte of a broken character is one U+FFFD; JavaScript makes one of them all. */
export function textOfUtf8(bytes: string): string {
  return bytes.replace(CHARACTERS, (character) => {
    return decoder.decode(Uint8Array.from(character, (byte) => byte.charCodeAt(0)));
  });
}
