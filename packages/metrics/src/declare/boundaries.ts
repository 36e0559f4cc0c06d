import type { Definition } from './definition.js';
import { measuredUnit } from './unit.js';

/** A unit's default boundaries fit what people measure in it, not the SDK's 0–10000. */
const BY_UNIT: ReadonlyMap<string, readonly number[]> = new Map([
  // Semantic conventions, http.server.request.duration (stable, advised).
  ['s', [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]],
  // From one frame to five minutes: interactive latencies up to a long streamed answer.
  ['ms', [5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 120_000, 300_000]],
  ['us', [1, 5, 10, 50, 100, 500, 1_000, 5_000, 10_000, 50_000, 100_000, 500_000, 1_000_000]],
  ['ns', [100, 500, 1_000, 5_000, 10_000, 50_000, 100_000, 500_000, 1_000_000, 10_000_000, 100_000_000]],
  ['min', [0.5, 1, 2, 5, 10, 15, 30, 60, 120, 240, 480]],
  ['h', [0.25, 0.5, 1, 2, 4, 8, 12, 24, 48, 168]],
  ['d', [0.5, 1, 2, 3, 7, 14, 30, 90, 180, 365]],
  ['By', powers(4, 256, 12)],
  // Semantic conventions for generative AI, gen_ai.client.token.usage.
  ['token', powers(4, 1, 14)],
  ['1', [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1]],
  ['%', [1, 5, 10, 25, 50, 75, 90, 95, 99, 100]],
]);

/** How many of something: no unit, or an annotation such as `{image}`. */
const COUNTS: readonly number[] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000];

/** The boundaries of a histogram that declares none. `{ms}` is measured like `ms`. */
export function defaultBoundaries(unit: string): readonly number[] {
  return BY_UNIT.get(measuredUnit(unit)) ?? COUNTS;
}

/** Whether they are those that it would have if it had declared none. */
export function hasDefaultBoundaries({ unit, boundaries }: Pick<Definition, 'unit' | 'boundaries'>): boolean {
  const defaults = defaultBoundaries(unit);
  return boundaries?.length === defaults.length && boundaries.every((bound, at) => bound === defaults[at]);
}

function powers(base: number, first: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, exponent) => first * base ** exponent);
}
