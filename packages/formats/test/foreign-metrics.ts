import type { HistogramValue, InstrumentKind } from '@portcall/metrics';
import fc from 'fast-check';
import type { PlainMetric } from './collection-of.js';

/** What a histogram holds. */
export function histogram(
  buckets: readonly number[],
  boundaries: readonly number[],
  count: number,
): Omit<HistogramValue, 'buckets'> & { readonly buckets: readonly number[] } {
  return { count, sum: 1, min: 0, max: 1, boundaries, buckets };
}

const name = fc.oneof(
  fc.stringMatching(/^[abx._1-]{1,4}(_count|_total|_sum|_created|_info)?$/),
  fc.string({ unit: 'binary', maxLength: 4 }),
);
const key = fc.oneof(
  fc.constantFrom('a.b', 'a_b', 'le', 'otel_scope_name', '1', '', '__name__', 'a:b'),
  fc.string({ unit: 'binary', maxLength: 3 }),
);
const value = fc.oneof(
  fc.double(),
  fc.integer().map((count) => histogram([count & 3, 1], [1], (count & 3) + 1)),
);

/** Metrics as a library may have recorded them that asked nobody. */
export const foreignMetrics: fc.Arbitrary<readonly PlainMetric[]> = fc.array(
  fc.record({
    name,
    kind: fc.constantFrom<InstrumentKind>('counter', 'upDownCounter', 'gauge', 'histogram'),
    description: fc.string({ unit: 'binary', maxLength: 5 }),
    unit: fc.oneof(fc.constantFrom('s', 'By', '1', '{x}'), fc.string({ unit: 'binary', maxLength: 3 })),
    scope: fc.constantFrom('', 's', 't"\n'),
    points: fc.array(
      fc.tuple(fc.dictionary(key, fc.oneof(fc.constantFrom('', 'x', 1, undefined), fc.anything())), value),
      { maxLength: 4 },
    ),
  }),
  { maxLength: 6 },
);
