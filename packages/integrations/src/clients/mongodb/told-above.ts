import { processWide } from '@portcall/core/internal';
import type { CurrentCall } from '@portcall/trace';
import type { Operation } from '../../measuring/measurement.js';

const expected = processWide('integrations.mongodb.told_above', () => new WeakMap<CurrentCall, string[]>());

/**
 * A library has told of a command that its driver will be sent in this call, from where nothing tells that it belongs to that.
 * @returns says that it is not expected any more
 */
export function tellAbove(call: CurrentCall, operation: Operation): () => void {
  const all = expected.get(call) ?? [];
  expected.set(call, all);
  const key = keyOf(operation);
  all.push(key);
  return () => void take(all, key);
}

/** Whether a library has told of this command, of which it is then the one. */
export function isToldAbove(call: CurrentCall, operation: Operation): boolean {
  const all = expected.get(call);
  return all !== undefined && take(all, keyOf(operation));
}

function take(all: string[], key: string): boolean {
  const index = all.indexOf(key);
  if (index >= 0) all.splice(index, 1);
  return index >= 0;
}

function keyOf({ op, entity }: Operation): string {
  return `${op} ${entity}`;
}
