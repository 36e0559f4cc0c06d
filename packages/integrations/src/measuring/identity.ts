import { createHmac, randomBytes } from 'node:crypto';
import { processWide } from '@portcall/core/internal';
import { identitiesWanted, isRead } from '@portcall/trace/internal';
import type { Operation } from './measurement.js';

const LONGEST = 100_000;

/** No other process has it, and nothing tells it: what is made with it says nothing of the values. */
const key = (): Buffer => processWide('integrations.identity', () => randomBytes(32));

/** A read with what it asks for, where somebody goes by that: the values themselves are not kept. */
export function identified(operation: Operation, asked: unknown, values: unknown): Operation {
  if (!identitiesWanted() || !isRead(operation.op) || operation.entity === '') return operation;
  return { ...operation, identity: identityOf([asked, values]) };
}

/** Undefined for what cannot be told from others by its JSON. */
function identityOf(asked: unknown): string | undefined {
  const untold = { isFound: false };
  const told = (_: string, value: unknown): unknown => {
    if (typeof value === 'bigint') return `${value}n`;
    if (!isPlain(value)) untold.isFound = true;
    return untold.isFound ? undefined : value;
  };
  try {
    const text = JSON.stringify(asked, told);
    if (untold.isFound || text.length > LONGEST) return undefined;
    return createHmac('sha256', key()).update(text).digest('base64url');
  } catch {
    return undefined;
  }
}

function isPlain(value: unknown): boolean {
  if (typeof value === 'function' || typeof value === 'symbol') return false;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
