import { ITEM_LEVELS, type ItemLevel } from './item-level.js';
import { ItemRange } from './item-range.js';
import { jsonPart } from './json-part.js';
import { protobufPart } from './protobuf-part.js';

/** An `ExportTraceServiceRequest` or an `ExportMetricsServiceRequest`, before it is compressed. */
export interface EncodedRequest {
  readonly bytes: Uint8Array;
  /** How many spans or data points are in it. */
  readonly items: number;
}

type Signal = 'spans' | 'metrics';
type Encoding = 'protobuf' | 'json';

/**
 * A request as two, for a receiver that refuses it as too large or as malformed: the first half of its items and, if their
 * number is odd, the larger second one, in their order. Each half says the same of its items as the request, and byte for byte:
 * resource, scope, and what a metric is. Never throws.
 * @returns undefined for a request of one item, and for bytes that cannot be read or hold another number of items
 */
export function halvesOf(
  { bytes, items }: EncodedRequest,
  signal: Signal,
  encoding: Encoding,
): readonly [EncodedRequest, EncodedRequest] | undefined {
  if (items < 2) return undefined;
  try {
    const partOf = OPENED[encoding](bytes, ITEM_LEVELS[signal]);
    if (countedBy(partOf) !== items) return undefined;
    const middle = Math.floor(items / 2);
    return [
      { bytes: partOf(new ItemRange(0, middle)), items: middle },
      { bytes: partOf(new ItemRange(middle, items)), items: items - middle },
    ];
  } catch {
    return undefined;
  }
}

/** How many spans or data points are in a request. Never throws: undefined for bytes that cannot be read. */
export function itemsOf(bytes: Uint8Array, signal: Signal, encoding: Encoding): number | undefined {
  try {
    return countedBy(OPENED[encoding](bytes, ITEM_LEVELS[signal]));
  } catch {
    return undefined;
  }
}

type PartOf = (range: ItemRange) => Uint8Array;

const OPENED: Readonly<Record<Encoding, (bytes: Uint8Array, level: ItemLevel) => PartOf>> = {
  protobuf: (bytes, level) => (range) => protobufPart(bytes, level, range),
  json: (bytes, level) => {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    JSON.parse(text);
    return (range) => jsonPart(text, level, range);
  },
};

function countedBy(partOf: PartOf): number {
  const none = new ItemRange(0, 0);
  partOf(none);
  return none.seen;
}
