/*
 * Parts of OpenTelemetry's metrics SDK, of either line, as far as they are needed here: who does not use them has not
 * installed it, and its types neither. A test holds them against the SDK's own.
 */

/** A reader: what extends `MetricReader` of @opentelemetry/sdk-metrics. */
export interface SdkMetricReader {
  setMetricProducer(producer: never): void;
  collect(): Promise<unknown>;
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}

/** A view: `ViewOptions` of @opentelemetry/sdk-metrics. */
export interface SdkView {
  readonly name?: string;
  readonly description?: string;
  readonly attributesProcessors?: readonly object[];
  readonly aggregationCardinalityLimit?: number;
  readonly aggregation?: object;
  readonly instrumentName?: string;
  readonly instrumentType?: string;
  readonly instrumentUnit?: string;
  readonly meterName?: string;
  readonly meterVersion?: string;
  readonly meterSchemaUrl?: string;
}
