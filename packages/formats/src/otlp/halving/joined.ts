import { joinedBytes, latinOf } from '@portcall/core/internal';
import { ProtobufWriter } from '../../protobuf.js';
import { protobufFields } from '../../protobuf-fields.js';
import type { EncodedRequest } from './halves.js';

/**
 * Requests of one signal in protobuf as one. What items are within, their resource and scope, is written once where it is the
 * same byte for byte; within it they are in their order. Requests in JSON cannot be joined like that.
 */
export function joined(requests: readonly EncodedRequest[]): EncodedRequest {
  const [first] = requests;
  if (first !== undefined && requests.length === 1) return first;
  const all = joinedBytes(requests.map(({ bytes }) => bytes));
  return { bytes: oneOf(all), items: requests.reduce((sum, request) => sum + request.items, 0) };
}

/** The lists that are around the items of a request, by their numbers, of spans and of metrics alike. */
const LISTS = [1, 2, 2] as const;

/** Messages that are the same but for one list, whose members are theirs. */
interface Group {
  /** All but the list. */
  readonly around: readonly Uint8Array[];
  /** By what is around their own lists. */
  readonly inner: Map<string, Group>;
  readonly items: Uint8Array[];
}

/**
 * Messages of one type that stand one behind the other are one message, whose lists are theirs joined: what cannot be read is
 * left as it is.
 * @see https://protobuf.dev/programming-guides/encoding/#last-one-wins
 */
function oneOf(requests: Uint8Array): Uint8Array {
  try {
    const group = groupOf(requests, 0);
    gather(group, requests, 0);
    const writer = new ProtobufWriter(requests.length + SPARE);
    write(writer, group, 0);
    return writer.finish();
  } catch (error) {
    if (error instanceof RangeError) return requests;
    throw error;
  }
}

// What a writer wants to have room for, whatever it writes.
const SPARE = 32;

function groupOf(message: Uint8Array, depth: number): Group {
  const around = [...protobufFields(message)].filter(({ field }) => field !== LISTS[depth]).map(({ whole }) => whole);
  return { around, inner: new Map(), items: [] };
}

function gather(group: Group, message: Uint8Array, depth: number): void {
  for (const { field, value, whole } of protobufFields(message)) {
    if (field !== LISTS[depth]) continue;
    if (depth + 1 === LISTS.length) group.items.push(whole);
    else gatherInner(group, value, depth + 1);
  }
}

function gatherInner({ inner }: Group, message: bigint | Uint8Array | undefined, depth: number): void {
  if (!(message instanceof Uint8Array)) throw new RangeError();
  const fresh = groupOf(message, depth);
  const key = latinOf(joinedBytes(fresh.around));
  const group = inner.get(key) ?? fresh;
  inner.set(key, group);
  gather(group, message, depth);
}

function write(writer: ProtobufWriter, { around, inner, items }: Group, depth: number): void {
  for (const field of around) writer.fields(field);
  for (const item of items) writer.fields(item);
  for (const group of inner.values()) {
    const start = writer.begin(LISTS[depth] as number);
    write(writer, group, depth + 1);
    writer.end(start);
  }
}
