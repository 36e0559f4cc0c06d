import type { ItemLevel } from './item-level.js';
import type { ItemRange } from './item-range.js';
import { JsonCursor } from './json-cursor.js';

/**
 * A request with those items alone that are wanted. Each, and all that is said around it, is copied as it was written.
 * Messages without an item that is wanted are left out.
 * @throws Error for a text that is no such request; that it can be parsed is for the caller to know
 */
export function jsonPart(request: string, level: ItemLevel, range: ItemRange): Uint8Array {
  return new TextEncoder().encode(messagePart(new JsonCursor(request), level, range));
}

/** Empty where nothing in it is wanted, as are the following. */
function messagePart(cursor: JsonCursor, level: ItemLevel, range: ItemRange): string {
  const { taken } = range;
  const members: string[] = [];
  cursor.enter('{');
  while (!cursor.leaves('}')) {
    const key = cursor.key();
    const value = Object.hasOwn(level.fields, key) ? levelPart(cursor, level, range) : cursor.value();
    if (value !== '') members.push(`${JSON.stringify(key)}:${value}`);
  }
  return range.taken === taken ? '' : `{${members.join(',')}}`;
}

function levelPart(cursor: JsonCursor, level: ItemLevel, range: ItemRange): string {
  if (!level.isList) return elementPart(cursor, level, range);
  const elements: string[] = [];
  cursor.enter('[');
  while (!cursor.leaves(']')) {
    const element = elementPart(cursor, level, range);
    if (element !== '') elements.push(element);
  }
  return elements.length === 0 ? '' : `[${elements.join(',')}]`;
}

function elementPart(cursor: JsonCursor, { inner }: ItemLevel, range: ItemRange): string {
  if (inner !== undefined) return messagePart(cursor, inner, range);
  const item = cursor.value();
  return range.takesNext() ? item : '';
}
