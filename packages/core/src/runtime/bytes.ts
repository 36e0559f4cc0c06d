/*
 * Bytes, as fast as Node.js makes them, and where there is no Buffer as other runtimes do.
 */

const hasBuffer = typeof Buffer === 'function';
const ENCODER = new TextEncoder();
const DECODER = new TextDecoder();

/** Room for bytes, of which nobody knows what is in it: to set it to zero costs as much as to write it. */
export const unsetBytes: (size: number) => Uint8Array = hasBuffer
  ? (size) => new Uint8Array(Buffer.allocUnsafeSlow(size).buffer)
  : (size) => new Uint8Array(size);

export const bytesOfText: (text: string) => Uint8Array = hasBuffer
  ? (text) => Buffer.from(text)
  : (text) => ENCODER.encode(text);

export const textOfBytes: (bytes: Uint8Array) => string = hasBuffer
  ? (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()
  : (bytes) => DECODER.decode(bytes);

/** All of them, one after the other. */
export function joinedBytes(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** Each byte as the character of its number, as `btoa()` reads it. */
export function latinOf(bytes: Uint8Array): string {
  if (hasBuffer) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

export function hexOf(bytes: Uint8Array): string {
  if (hasBuffer) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function base64Of(bytes: Uint8Array): string {
  return hasBuffer ? Buffer.from(bytes).toString('base64') : btoa(latinOf(bytes));
}

export function bytesOfBase64(text: string): Uint8Array {
  return hasBuffer ? Buffer.from(text, 'base64') : Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
