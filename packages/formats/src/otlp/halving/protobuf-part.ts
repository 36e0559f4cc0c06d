import { ProtobufWriter } from '../../protobuf.js';
import { protobufFields } from '../../protobuf-fields.js';
import type { ItemLevel } from './item-level.js';
import type { ItemRange } from './item-range.js';

/**
 * A request with those items alone that are wanted. Each, and all that is said around it, is copied as it was written: what
 * this release knows nothing of as well. Messages without an item that is wanted are left out.
 * @throws RangeError for bytes that are no such request
 */
export function protobufPart(request: Uint8Array, level: ItemLevel, range: ItemRange): Uint8Array {
  const writer = new ProtobufWriter(request.length + SPARE);
  writePart(writer, request, level, range);
  return writer.finish();
}

// What a writer wants to have room for, whatever it writes.
const SPARE = 32;

function writePart(writer: ProtobufWriter, message: Uint8Array, level: ItemLevel, range: ItemRange): void {
  const numbers = Object.values(level.fields);
  let found = 0;
  for (const { field, value, whole } of protobufFields(message)) {
    if (!numbers.includes(field)) {
      writer.fields(whole);
      continue;
    }
    found += 1;
    if (!(value instanceof Uint8Array) || (found > 1 && !level.isList)) throw new RangeError();
    if (level.inner !== undefined) writeInner(writer, field, value, level.inner, range);
    else if (range.takesNext()) writer.fields(whole);
  }
}

function writeInner(
  writer: ProtobufWriter,
  field: number,
  message: Uint8Array,
  level: ItemLevel,
  range: ItemRange,
): void {
  const { length } = writer;
  const { taken } = range;
  const start = writer.begin(field);
  writePart(writer, message, level, range);
  writer.end(start);
  if (range.taken === taken) writer.cutTo(length);
}
