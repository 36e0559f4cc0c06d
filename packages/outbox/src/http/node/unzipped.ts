import { LARGEST_ANSWER } from '../bounded-body.js';

/** A body as it was before it was compressed, which nobody was asked to do; empty where that cannot be read. */
export function unzipped(body: Uint8Array, encoding: string | undefined): Uint8Array {
  if (encoding === undefined || encoding === 'identity' || body.length === 0) return body;
  try {
    return process.getBuiltinModule('node:zlib').unzipSync(body, { maxOutputLength: LARGEST_ANSWER });
  } catch {
    return new Uint8Array(0);
  }
}
