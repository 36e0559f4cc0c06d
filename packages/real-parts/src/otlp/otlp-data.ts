export type OtlpAttributeValue = string | number | boolean | null | readonly OtlpAttributeValue[];
export type OtlpAttributes = Readonly<Record<string, OtlpAttributeValue>>;

interface Origin {
  readonly scope: { readonly name: string; readonly version: string };
  /** The resource's attributes. */
  readonly resource: OtlpAttributes;
}

/** One data point as it arrived, with what its metric says of it. Times are decimal strings: nanoseconds since 1970. */
export interface OtlpPoint extends Origin {
  readonly name: string;
  readonly unit: string;
  readonly description: string;
  readonly type: 'sum' | 'gauge' | 'histogram' | 'exponentialHistogram';
  /** Undefined for gauges. */
  readonly temporality: 'delta' | 'cumulative' | undefined;
  /** Undefined for all but sums. */
  readonly monotonic: boolean | undefined;
  readonly attributes: OtlpAttributes;
  /** Of the scope, where it has one. */
  readonly schemaUrl?: string;
  /** Of sums and gauges. */
  readonly value?: number;
  /** Where the value came as an integer. */
  readonly isInt?: true;
  /** Of histograms, as are the following. */
  readonly count?: number;
  readonly sum?: number;
  readonly min?: number;
  readonly max?: number;
  /** Values per bucket, not cumulated. */
  readonly buckets?: readonly number[];
  readonly boundaries?: readonly number[];
  /** Of exponential histograms, as are the following. */
  readonly scale?: number;
  readonly zeroCount?: number;
  readonly positive?: OtlpBuckets;
  readonly negative?: OtlpBuckets;
  /** Absent where there are none. */
  readonly exemplars?: readonly OtlpExemplar[];
  readonly startTimeUnixNano: string;
  readonly timeUnixNano: string;
}

/** Buckets of an exponential histogram, of which the first has the index `offset`. */
export interface OtlpBuckets {
  readonly offset: number;
  readonly counts: readonly number[];
}

/** One measurement of many. Ids are hex, and empty outside of spans. */
export interface OtlpExemplar {
  readonly value: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly timeUnixNano: string;
}

/** One span as it arrived. Ids are hex; times are decimal strings. */
export interface OtlpSpan extends Origin {
  readonly name: string;
  /** 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for a root. */
  readonly parentSpanId: string;
  readonly attributes: OtlpAttributes;
  /** Code 0 unset, 1 ok, 2 error. */
  readonly status: { readonly code: number; readonly message: string };
  readonly events: readonly {
    readonly name: string;
    readonly timeUnixNano: string;
    readonly attributes: OtlpAttributes;
  }[];
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
}

/**
 * The last point of every series. Of cumulative series each export repeats the whole, so the last one is all there is
 * to know; for deltas it is only the last interval.
 */
export function latest(points: readonly OtlpPoint[]): readonly OtlpPoint[] {
  const bySeries = new Map<string, OtlpPoint>();
  for (const point of points) bySeries.set(seriesOf(point), point);
  return [...bySeries.values()];
}

function seriesOf({ resource, scope, name, type, attributes }: OtlpPoint): string {
  return JSON.stringify([sorted(resource), scope, name, type, sorted(attributes)]);
}

function sorted(attributes: OtlpAttributes): readonly (readonly [string, OtlpAttributeValue])[] {
  return Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1));
}
