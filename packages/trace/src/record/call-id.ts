// Two digits come from a table: writing a number anew for every call costs as much as the rest of its start.
const TAILS = Array.from({ length: 36 * 36 }, (_, number) => number.toString(36).padStart(2, '0'));
// As if all ids so far were used up: nothing is drawn before there is a call, since loading what draws takes milliseconds.
let processPart: string | undefined;
let heads = -1;
let head = '';
let tail = TAILS.length;

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
  processPart ??= Buffer.from(globalThis.crypto.getRandomValues(new Uint8Array(8))).toString('hex');
  return `${processPart}-${number === 0 ? '' : number.toString(36)}`;
}
