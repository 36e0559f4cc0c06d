import { unzipped } from '../http/node/unzipped.js';

const PREFIX = 5; // a flag, and the length in four bytes
const NOTHING = new Uint8Array(0);

/** A message as it is sent: behind whether it is compressed, and its length. */
export function framed(message: Uint8Array, isCompressed: boolean): Uint8Array {
  const bytes = new Uint8Array(PREFIX + message.length);
  bytes[0] = isCompressed ? 1 : 0;
  new DataView(bytes.buffer).setUint32(1, message.length);
  bytes.set(message, PREFIX);
  return bytes;
}

/** The first message of an answer; empty where there is none, or not the whole of it. */
export function messageOf(body: Uint8Array, encoding: string | undefined): Uint8Array {
  if (body.length < PREFIX) return NOTHING;
  const end = PREFIX + new DataView(body.buffer, body.byteOffset).getUint32(1);
  if (body.length < end) return NOTHING;
  const message = body.subarray(PREFIX, end);
  return body[0] === 0 ? message : unzipped(message, encoding);
}
