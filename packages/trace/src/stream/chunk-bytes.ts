import { types } from 'node:util';

/** How many bytes a chunk is when it is sent: UTF-8 for text, zero for an object. Never throws. */
export function chunkBytes(chunk: unknown): number {
  if (typeof chunk === 'string') return Buffer.byteLength(chunk);
  // `instanceof` would ask a proxy.
  return ArrayBuffer.isView(chunk) || types.isAnyArrayBuffer(chunk) ? chunk.byteLength : 0;
}
