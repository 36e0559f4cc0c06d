import { LONGEST_TIMER_MS } from '../plain/clock.js';
import { listed, shown } from '../problem/shown.js';

/** How the text of a variable is read, and what is said of one that cannot work. */
export interface Rule<T> {
  /** What it takes, for readers of a table: `milliseconds`, `true or false`. */
  readonly kind: string;
  /** @returns undefined for a text that cannot work */
  read(text: string, variable: string): T | undefined;
  /** What is wrong with such a text, behind the variable's name. */
  refusal(text: string): string;
  /** What is used instead of it, as it may be printed. */
  shown?(value: T): string;
  readonly fix: string;
}

/** One of some names, in upper or lower case. */
export function oneOfNames<const V extends string>(names: readonly V[], what: string): Rule<V> {
  return {
    kind: names.map((name) => `\`${name}\``).join(', '),
    read: (text) => names.find((name) => name === text.toLowerCase()),
    refusal: (text) => `unknown ${what} ${shown(text)}`,
    fix: `use one of ${listed(names)}`,
  };
}

export function wholeNumber(least: number, most: number = Number.MAX_SAFE_INTEGER): Rule<number> {
  const range = most === Number.MAX_SAFE_INTEGER ? `from ${least}` : `from ${least} to ${most}`;
  return {
    kind: `whole number ${range}`,
    read: (text) => within(text, least, most),
    refusal: (text) => `${shown(text)} is not a whole number`,
    fix: `write one ${range}`,
  };
}

/** As `wholeNumber()`, where any above what a timer can wait is as long as it can. */
export function milliseconds(least: 0 | 1): Rule<number> {
  return {
    ...wholeNumber(least),
    kind: `milliseconds, from ${least}`,
    refusal: (text) => `${shown(text)} is not a whole number of milliseconds`,
    fix: `write one from ${least} to ${LONGEST_TIMER_MS}`,
  };
}

export function ratio(): Rule<number> {
  return {
    kind: 'ratio from 0 to 1',
    read: (text) => {
      const value = Number(text);
      return value >= 0 && value <= 1 ? value : undefined;
    },
    refusal: (text) => `${shown(text)} is not a ratio`,
    fix: 'give a number from 0 to 1',
  };
}

export function trueOrFalse(): Rule<boolean> {
  return {
    kind: '`true`, `false`',
    read: (text) => (/^(?:true|false)$/i.test(text) ? text.toLowerCase() === 'true' : undefined),
    refusal: (text) => `${shown(text)} is neither true nor false`,
    fix: 'write one of the two',
  };
}

/** Whatever is written. */
export function anyText(kind: string): Rule<string> {
  return { kind, read: (text) => text, refusal: (text) => `${shown(text)} cannot be used`, fix: 'write a text' };
}

function within(text: string, least: number, most: number): number | undefined {
  const number = Number(text);
  return Number.isSafeInteger(number) && number >= least && number <= most ? number : undefined;
}
