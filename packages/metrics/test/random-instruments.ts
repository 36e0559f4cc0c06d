import type { NamedInstrument } from '../src/naming/prometheus-name.js';

const KINDS = ['counter', 'upDownCounter', 'gauge', 'histogram'] as const;

/** What translators look at, and what is near to it. */
const WORDS = [
  'a',
  'orders',
  'wait',
  'Total',
  'total',
  'totals',
  'subtotal',
  'ratio',
  'ratios',
  'second',
  'seconds',
  'bytes',
  'per',
  'per_second',
  'per_',
  'percent',
  'meters',
  'minute',
  'ms',
  's',
  'By',
  'kg',
  'info',
  '1',
  '2xx',
  '404',
]; // prettier-ignore
const SEPARATORS = [
  '_',
  '_',
  '_',
  '_',
  '__',
  '.',
  '-',
  '/',
  ':',
  ' ',
  '\n',
  '\\',
  '',
  '日',
  'é',
  '\u{1f600}',
  '\ud83d',
  '\0',
];
const CHARACTERS = [
  ...Array.from('aZ09_:./-{}% \t\r\n\v\f\\"\'+*^[]()'),
  '\0',
  '\u0001',
  '\u001c',
  '\u007f',
  '\u0080',
  '\u0085',
  '\u00a0',
  'é',
  'ſ',
  'K',
  '߿',
  'ࠀ',
  '日',
  '\u1680',
  '\u180e',
  '\u2000',
  '\u200b',
  '\u2028',
  '\u202f',
  '\u3000',
  '\ufeff',
  '\ufffd',
  '\uffff',
  '\u{10000}',
  '\u{1f600}',
  '\u{10ffff}',
  '\ud83d',
  '\ude00',
  '٣',
];
const UNITS = [
  '',
  '1',
  '1',
  '%',
  's',
  'ms',
  'us',
  'min',
  'h',
  'd',
  'w',
  'm',
  'mo',
  'y',
  'By',
  'KiBy',
  'KBy',
  'kBy',
  'TiBy',
  'Cel',
  'Hz',
  'g',
  'kg',
  'W',
  'total',
  'ratio',
  'per',
  'a',
  'x_y',
  'x_',
  '_x',
  '_',
  '__',
  '{order}',
  '{ms}',
  '{',
  '}',
  '{a}b',
  'a b',
];

/** Any number of instruments, the same ones for the same seed: ordinary ones, and every shape that translators stumble over. */
export function randomInstruments(count: number, seed: number): readonly NamedInstrument[] {
  const random = generator(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const oneOf = <T>(choices: readonly T[]): T => choices[below(choices.length)] as T;
  const listOf = (most: number, item: () => string): string => Array.from({ length: below(most + 1) }, item).join('');

  const soup = (most: number): string => listOf(most, () => oneOf(CHARACTERS));
  const words = (): string => listOf(4, () => oneOf(WORDS) + oneOf(SEPARATORS)) + (below(4) > 0 ? oneOf(WORDS) : '');
  const name = (): string => (below(4) > 0 ? words() : soup(6) + (below(2) > 0 ? oneOf(WORDS) : ''));
  const space = (): string => (below(4) > 0 ? '' : soup(2));
  const part = (): string => (below(8) > 0 ? space() + oneOf(UNITS) + space() : soup(5));
  const unit = (): string => (below(3) > 0 ? part() : `${part()}/${below(8) > 0 ? part() : `${part()}/${part()}`}`);
  return Array.from({ length: count }, () => ({ name: name(), unit: unit(), kind: oneOf(KINDS) }));
}

/** Numbers from 0 to 1 by mulberry32: quick, and the same on every machine. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
