/** One level of the messages that are around the items of a request. */
export interface ItemLevel {
  /** The numbers of its fields in protobuf, by their names in JSON. */
  readonly fields: Readonly<Record<string, number>>;
  /** Whether a message has a list of them; otherwise it has one at most. */
  readonly isList: boolean;
  /** The level within. Undefined where they are the items themselves. */
  readonly inner?: ItemLevel;
}

/**
 * From an `ExportTraceServiceRequest` to its spans, and from an `ExportMetricsServiceRequest` to its data points.
 * @see https://github.com/open-telemetry/opentelemetry-proto
 */
export const ITEM_LEVELS: Readonly<Record<'spans' | 'metrics', ItemLevel>> = {
  spans: list({ resourceSpans: 1 }, list({ scopeSpans: 2 }, list({ spans: 2 }))),
  metrics: list(
    { resourceMetrics: 1 },
    list(
      { scopeMetrics: 2 },
      list(
        { metrics: 2 },
        {
          fields: { gauge: 5, sum: 7, histogram: 9, exponentialHistogram: 10, summary: 11 },
          isList: false,
          inner: list({ dataPoints: 1 }),
        },
      ),
    ),
  ),
};

function list(fields: ItemLevel['fields'], inner?: ItemLevel): ItemLevel {
  return inner === undefined ? { fields, isList: true } : { fields, isList: true, inner };
}
