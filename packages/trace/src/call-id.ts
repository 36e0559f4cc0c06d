import { randomBytes } from 'node:crypto';

const processPart = randomBytes(8).toString('hex');
let count = 0;

/** An id that no other call has, in this process or in another: a random part per process and a number per call. */
export function nextCallId(): string {
  count += 1;
  return `${processPart}-${count.toString(36)}`;
}
