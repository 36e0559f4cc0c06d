import { ProtobufWriter } from '../../protobuf.js';
import { BUCKET } from './fields.js';

/** The upper bound of a bucket. */
export interface Bound {
  readonly above: number;
  readonly upTo: number;
  /** As it is written. */
  readonly field: Uint8Array;
}

const written = new WeakMap<readonly number[], readonly Bound[] | undefined>();

/**
 * The bounds of all buckets, the one of the last included, kept beside the array of the boundaries: a metric's series share
 * one. Undefined for boundaries that do not rise.
 */
export function boundsOf(boundaries: readonly number[]): readonly Bound[] | undefined {
  if (!written.has(boundaries)) written.set(boundaries, write(boundaries));
  return written.get(boundaries);
}

export function isIn({ above, upTo }: Bound, value: number): boolean {
  return value > above && value <= upTo;
}

function write(boundaries: readonly number[]): readonly Bound[] | undefined {
  // A View may end its boundaries with Infinity itself, which is the bucket that is always there.
  const finite = boundaries.at(-1) === Number.POSITIVE_INFINITY ? boundaries.slice(0, -1) : boundaries;
  const limits = [Number.NEGATIVE_INFINITY, ...finite, Number.POSITIVE_INFINITY];
  const bounds = limits.slice(1).map((upTo, i) => ({ above: limits[i] as number, upTo, field: fieldOf(upTo) }));
  return bounds.every(({ above, upTo }) => upTo > above) ? bounds : undefined;
}

function fieldOf(bound: number): Uint8Array {
  const writer = new ProtobufWriter(16);
  writer.double(BUCKET.bound, bound);
  return writer.finish();
}
