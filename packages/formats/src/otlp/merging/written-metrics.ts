import type { MetricForm } from '../metrics/metrics-encoding.js';

/*
 * A request of metrics as OTLP's JSON has it, as far as it is written here.
 */

/** 64 bits: a text or a number of JSON, and of protobuf what holds it. */
export type Digits = string | number | bigint;

export interface WrittenRequest {
  readonly resourceMetrics: readonly { readonly scopeMetrics: readonly WrittenScope[] }[];
}

export interface WrittenScope {
  readonly scope: { readonly name?: string; readonly version?: string };
  readonly schemaUrl?: string;
  readonly metrics: readonly WrittenMetric[];
}

export type WrittenMetric = Partial<Readonly<Record<MetricForm, WrittenData>>> & {
  readonly name?: string;
  readonly description?: string;
  readonly unit?: string;
};

export interface WrittenData {
  readonly aggregationTemporality?: number;
  readonly isMonotonic?: boolean;
  readonly dataPoints: readonly (Uint8Array | WrittenPoint)[];
}

export interface WrittenPoint {
  readonly attributes?: readonly KeyValue[];
  readonly startTimeUnixNano?: Digits;
  readonly timeUnixNano: Digits;
  readonly asDouble?: number;
  readonly asInt?: Digits;
  readonly count?: Digits;
  readonly sum?: number;
  readonly min?: number;
  readonly max?: number;
  readonly bucketCounts?: readonly number[];
  readonly explicitBounds?: readonly number[];
  readonly scale?: number;
  readonly zeroCount?: Digits;
  readonly positive?: WrittenBuckets;
  readonly negative?: WrittenBuckets;
  readonly exemplars?: readonly WrittenExemplar[];
}

export interface WrittenBuckets {
  readonly offset?: number;
  readonly bucketCounts?: readonly number[];
}

export interface WrittenExemplar {
  readonly timeUnixNano: Digits;
  readonly asDouble: number;
  readonly spanId?: string;
  readonly traceId?: string;
}

export interface KeyValue {
  readonly key?: string;
  readonly value?: AnyValue;
}

export interface AnyValue {
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  /** Digits of a number that a double has. */
  readonly intValue?: string;
  readonly doubleValue?: number | string;
  readonly arrayValue?: { readonly values?: readonly AnyValue[] };
  readonly kvlistValue?: { readonly values?: readonly KeyValue[] };
  /** In base64, or as they are. */
  readonly bytesValue?: string | Uint8Array;
}
