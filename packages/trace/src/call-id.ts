import { randomBytes } from 'node:crypto';

const processPart = randomBytes(8).toString('hex');
// Two digits come from a table: writing a number anew for every call costs as much as the rest of its start.
const TAILS = Array.from({ length: 36 * 36 }, (_, number) => number.toString(36).padStart(2, '0'));
let heads = 0;
let head = headOf(heads);
let tail = 0;

/** An id that no other call has, in this process or in another: a random part per process and a number per call. */
export function nextCallId(): string {
  if (tail === TAILS.length) {
    heads += 1;
    head = headOf(heads);
    tail = 0;
  }
  const id = head + (TAILS[tail] as string);
  tail += 1;
  return id;
}

function headOf(number: number): string {
  return `${processPart}-${number === 0 ? '' : number.toString(36)}`;
}
