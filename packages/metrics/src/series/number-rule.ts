import { shown } from '@portcall/core/internal';
import type { Definition, InstrumentKind } from '../declare/definition.js';
import { refuse } from './refusal.js';

/** Which numbers a kind of instrument takes, both ends included. */
export interface NumberRule {
  readonly least: number;
  readonly most: number;
}

/**
 * The most that a sum takes at a time, 2^53 - 1: beyond that an addition is not exact, and a few of them make a sum infinite
 * for ever. A literal, as what is bundled in its place costs 1 ns less per recording than what has to be loaded.
 */
export const MOST_ADDED = 9_007_199_254_740_991;

const RULES: Readonly<Record<InstrumentKind, NumberRule>> = {
  counter: { least: 0, most: MOST_ADDED },
  upDownCounter: { least: -MOST_ADDED, most: MOST_ADDED },
  gauge: { least: -Number.MAX_VALUE, most: Number.MAX_VALUE },
  histogram: { least: 0, most: MOST_ADDED },
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
