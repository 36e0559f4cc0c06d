const ZERO = 48;

/** Beyond it the cheap division of whole numbers gives wrong results. */
const MOST = 2 ** 31;

/**
 * Writes a whole number from 0.
 * @returns the place behind it
 */
export function digits(room: Uint8Array, at: number, value: number): number {
  if (value < 10) {
    room[at] = ZERO + value;
    return at + 1;
  }
  if (value >= MOST) return textDigits(room, at, value);
  let end = at + 2;
  for (let limit = 100; value >= limit; limit *= 10) end += 1;
  let rest = value | 0;
  for (let place = end - 1; place >= at; place -= 1) {
    const tenth = (rest / 10) | 0;
    room[place] = ZERO + rest - tenth * 10;
    rest = tenth;
  }
  return end;
}

function textDigits(room: Uint8Array, at: number, value: number): number {
  const text = `${value}`;
  for (let i = 0; i < text.length; i += 1) room[at + i] = text.charCodeAt(i);
  return at + text.length;
}

/** Any number as every format takes it. */
export function numberText(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  return value === Number.NEGATIVE_INFINITY ? '-Inf' : `${value}`;
}
