import { shown } from '@portcall/core/internal';
import { measuredUnit } from '@portcall/metrics/internal';
import type { Advice } from './advice.js';

/** Between which bounds the last boundary of a unit lies, where it is not that of another unit. */
interface Range {
  readonly from: number;
  readonly to: number;
  readonly looksLike: readonly [below: string, above: string];
}

const RANGES: ReadonlyMap<string, Range> = new Map<string, Range>([
  // A day: batch jobs are measured in seconds too. Thousands from the first boundary on are milliseconds.
  ['s', { from: 0, to: 86_400, looksLike: ['seconds', 'milliseconds'] }],
  ['ms', { from: 20, to: Number.POSITIVE_INFINITY, looksLike: ['seconds', 'microseconds'] }],
  ['us', { from: 20, to: Number.POSITIVE_INFINITY, looksLike: ['seconds', 'nanoseconds'] }],
  ['ns', { from: 20, to: Number.POSITIVE_INFINITY, looksLike: ['seconds', 'nanoseconds'] }],
  ['By', { from: 100, to: Number.POSITIVE_INFINITY, looksLike: ['megabytes', 'bytes'] }],
  ['1', { from: 0, to: 1, looksLike: ['a ratio', 'percent'] }],
  ['%', { from: 1.5, to: Number.POSITIVE_INFINITY, looksLike: ['a ratio', 'percent'] }],
]);

/** Boundaries that are those of another unit: every value lands in the first bucket or in the last. */
export const boundariesFitTheUnit: Advice = ({ unit, boundaries }) => {
  const range = RANGES.get(measuredUnit(unit));
  const last = boundaries?.at(-1);
  if (range === undefined || last === undefined) return undefined;
  const { from, to, looksLike } = range;
  const tooHigh = last > to || (measuredUnit(unit) === 's' && looksLikeMillis(boundaries ?? []));
  if (!tooHigh && last >= from) return undefined;
  return {
    id: 'boundaries-unit',
    wrong: `boundaries from ${boundaries?.[0]} to ${last} look like ${looksLike[tooHigh ? 1 : 0]} and the unit is ${shown(unit)}`,
    todo: 'give boundaries in that unit, or leave them out for those that fit it',
  };
};

/** OpenTelemetry's default boundaries, among others: 5, 10, 25 … 10000. Long jobs are measured in minutes and hours of seconds. */
function looksLikeMillis(boundaries: readonly number[]): boolean {
  const first = boundaries.find((bound) => bound > 0) ?? 0;
  return first >= 5 && boundaries.includes(5_000) && !boundaries.some((bound) => MINUTES.includes(bound));
}

const MINUTES = [60, 120, 300, 600, 900, 1_800, 3_600];
