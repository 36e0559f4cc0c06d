import { crc32 } from './disk.js';

/** What stands before the bytes of an entry in a segment. */
export interface RecordHeader {
  readonly items: number;
  /** Of the bytes that follow. */
  readonly size: number;
  /** CRC-32 of the bytes that follow. */
  readonly checksum: number;
  readonly isDone: boolean;
}

export const HEADER_BYTES = 24;
/** What every header begins with, to find the next one where one is damaged. */
export const MARK: Uint8Array = Uint8Array.of(0xd1, 0xa7, 0xc0, 0xde);

const SIZE_AT = 4;
const ITEMS_AT = 8;
const CHECKSUM_AT = 12;
const OWN_CHECKSUM_AT = 16;
const STATE_AT = 20;
const WAITING = 0x00;
const DONE = 0xff;

/** What makes a waiting record a done one: one byte in its place, which also a full disk takes. */
export const DONE_MARK: Uint8Array = Uint8Array.of(DONE);
export const DONE_MARK_AT: number = STATE_AT;

/**
 * @param salt differs from segment to segment, so that a header that an entry holds in its bytes, as where telemetry is
 * about this very file, is not taken for one
 */
export function headerBytes({ items, size, checksum, isDone }: RecordHeader, salt: number): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES);
  bytes.set(MARK);
  bytes.writeUInt32LE(size, SIZE_AT);
  bytes.writeUInt32LE(items, ITEMS_AT);
  bytes.writeUInt32LE(checksum, CHECKSUM_AT);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, OWN_CHECKSUM_AT), salt), OWN_CHECKSUM_AT);
  bytes[STATE_AT] = isDone ? DONE : WAITING;
  return bytes;
}

/** @returns undefined where `bytes` are not a header of the segment with this salt, or a damaged one */
export function readHeader(bytes: Buffer, salt: number): RecordHeader | undefined {
  if (bytes.length < HEADER_BYTES || !bytes.subarray(0, MARK.length).equals(MARK)) return undefined;
  if (bytes.readUInt32LE(OWN_CHECKSUM_AT) !== crc32(bytes.subarray(0, OWN_CHECKSUM_AT), salt)) return undefined;
  return {
    size: bytes.readUInt32LE(SIZE_AT),
    items: bytes.readUInt32LE(ITEMS_AT),
    checksum: bytes.readUInt32LE(CHECKSUM_AT),
    isDone: mostBitsAreSet(bytes[STATE_AT]!),
  };
}

/** The state is outside the checksum, because it changes: a flipped bit in it is outvoted. */
function mostBitsAreSet(byte: number): boolean {
  let set = 0;
  for (let bits = byte; bits > 0; bits >>= 1) set += bits & 1;
  return set > 4;
}
