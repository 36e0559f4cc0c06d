// Two digits come from a table: writing a number anew for every call costs as much as the rest of its start.
const TAILS = Array.from({ length: 36 * 36 }, (_, number) => number.toString(36).padStart(2, '0'));
// Drawn when it is first written: loading what draws takes milliseconds.
let processPart: string | undefined;
let heads = -1;
let head = '';

/** The number of the next call of this copy of the package. */
export const numbering = { next: 0 };

/**
 * The id of the call with that number, which no other call has, in this process or in another: a random part per process and the
 * number. It is written when somebody reads it.
 */
export function callIdOf(number: number): string {
  const here = Math.floor(number / TAILS.length);
  if (here !== heads) {
    heads = here;
    head = headOf(here);
  }
  return head + (TAILS[number % TAILS.length] as string);
}

function headOf(number: number): string {
  processPart ??= hexOf(globalThis.crypto.getRandomValues(new Uint8Array(8)));
  return `${processPart}-${number === 0 ? '' : number.toString(36)}`;
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
