import { nativeTypes, utf8Length } from '@portcall/core/internal';

/** How many bytes a chunk is when it is sent: UTF-8 for text, zero for an object. Never throws. */
export function chunkBytes(chunk: unknown): number {
  if (typeof chunk === 'string') return utf8Length(chunk);
  // `instanceof` would ask a proxy.
  return ArrayBuffer.isView(chunk) || nativeTypes.isAnyArrayBuffer(chunk) ? chunk.byteLength : 0;
}
