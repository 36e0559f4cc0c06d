import { shown } from '@portcall/core/internal';
import type { Definition, InstrumentKind } from '../declare/definition.js';
import { refuse } from './refusal.js';

/** Which numbers a kind of instrument takes, both ends included. */
export interface NumberRule {
  readonly least: number;
  readonly most: number;
}

/*
 * Sums take no more than 2^53 at a time: beyond that an addition is not exact, and a few of them make a sum infinite
 * for ever.
 */
const RULES: Readonly<Record<InstrumentKind, NumberRule>> = {
  counter: { least: 0, most: Number.MAX_SAFE_INTEGER },
  upDownCounter: { least: -Number.MAX_SAFE_INTEGER, most: Number.MAX_SAFE_INTEGER },
  gauge: { least: -Number.MAX_VALUE, most: Number.MAX_VALUE },
  histogram: { least: 0, most: Number.MAX_SAFE_INTEGER },
};

export function numberRule(kind: InstrumentKind): NumberRule {
  return RULES[kind];
}

/** Counts a value that its kind of instrument does not take. */
export function refuseNumber({ name, kind }: Definition, value: unknown): void {
  refuse(name, () => `${shown(value)} is not ${WANTED[kind]}`);
}

const WANTED: Readonly<Record<InstrumentKind, string>> = {
  counter: 'a number from 0 to 2^53 (counters only go up)',
  upDownCounter: 'a number from -2^53 to 2^53',
  gauge: 'a finite number',
  histogram: 'a number from 0 to 2^53',
};
