import { parse, Reader, Type } from 'protobufjs';

/*
 * Read with the messages of io.prometheus.client as client_model v0.6.3 has them, and more strictly than a decoder is: no
 * field that is not in there, no other wire type, no text that is not UTF-8.
 */
const { root } = parse(`
  syntax = "proto2";
  message Timestamp { optional int64 seconds = 1; optional int32 nanos = 2; }
  message LabelPair { optional string name = 1; optional string value = 2; }
  message Gauge { optional double value = 1; }
  message Counter { optional double value = 1; optional Exemplar exemplar = 2; optional Timestamp created_timestamp = 3; }
  message Histogram {
    optional uint64 sample_count = 1; optional double sample_sum = 2; repeated Bucket bucket = 3;
    optional sint32 schema = 5; optional double zero_threshold = 6; optional uint64 zero_count = 7;
    repeated BucketSpan negative_span = 9; repeated sint64 negative_delta = 10;
    repeated BucketSpan positive_span = 12; repeated sint64 positive_delta = 13;
    optional Timestamp created_timestamp = 15; repeated Exemplar exemplars = 16;
  }
  message Bucket { optional uint64 cumulative_count = 1; optional double upper_bound = 2; optional Exemplar exemplar = 3; }
  message BucketSpan { optional sint32 offset = 1; optional uint32 length = 2; }
  message Exemplar { repeated LabelPair label = 1; optional double value = 2; optional Timestamp timestamp = 3; }
  message Metric {
    repeated LabelPair label = 1; optional Gauge gauge = 2; optional Counter counter = 3; optional Histogram histogram = 7;
  }
  enum MetricType { COUNTER = 0; GAUGE = 1; SUMMARY = 2; UNTYPED = 3; HISTOGRAM = 4; }
  message MetricFamily {
    optional string name = 1; optional string help = 2; optional MetricType type = 3; repeated Metric metric = 4;
    optional string unit = 5;
  }
`);
const MetricFamily = root.resolveAll().lookupType('MetricFamily');

export interface TimestampLike {
  readonly seconds: number;
  readonly nanos: number;
}

export interface ExemplarLike {
  readonly label: readonly LabelLike[];
  readonly value: number;
  readonly timestamp?: TimestampLike;
}

export interface LabelLike {
  readonly name: string;
  readonly value: string;
}

export interface BucketLike {
  readonly cumulativeCount: number;
  readonly upperBound: number;
  readonly exemplar?: ExemplarLike;
}

export interface SpanLike {
  readonly offset: number;
  readonly length: number;
}

export interface HistogramLike {
  readonly sampleCount: number;
  readonly sampleSum: number;
  readonly bucket: readonly BucketLike[];
  readonly schema: number;
  readonly zeroThreshold: number;
  readonly zeroCount: number;
  readonly negativeSpan: readonly SpanLike[];
  readonly negativeDelta: readonly number[];
  readonly positiveSpan: readonly SpanLike[];
  readonly positiveDelta: readonly number[];
  readonly createdTimestamp?: TimestampLike;
  readonly exemplars: readonly ExemplarLike[];
}

export interface MetricLike {
  readonly label: readonly LabelLike[];
  readonly gauge?: { readonly value: number };
  readonly counter?: {
    readonly value: number;
    readonly exemplar?: ExemplarLike;
    readonly createdTimestamp?: TimestampLike;
  };
  readonly histogram?: HistogramLike;
}

export interface FamilyLike {
  readonly name: string;
  readonly help: string;
  readonly type: 'COUNTER' | 'GAUGE' | 'HISTOGRAM';
  readonly unit?: string;
  readonly metric: readonly MetricLike[];
}

/** The families of a scrape in their order. @throws Error for anything that the protocol does not have */
export function decodedFamilies(pieces: Iterable<Uint8Array>): readonly FamilyLike[] {
  const reader = Reader.create(Buffer.concat([...pieces]));
  const families: FamilyLike[] = [];
  while (reader.pos < reader.len) {
    const bytes = reader.bytes();
    checkMessage(MetricFamily, Reader.create(bytes));
    const options = { longs: Number, enums: String, arrays: true } as const;
    families.push(MetricFamily.toObject(MetricFamily.decode(bytes), options) as FamilyLike);
  }
  return families;
}

const VARINT = 0;
const EIGHT_BYTES = 1;
const LENGTH = 2;
const UTF8 = new TextDecoder('utf-8', { fatal: true });

function checkMessage(type: Type, reader: Reader): void {
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    const [id, wire] = [tag >>> 3, tag & 7];
    const field = type.fieldsById[id];
    if (field === undefined) throw new Error(`${type.name} has no field ${id}`);
    const inner = field.resolvedType instanceof Type ? field.resolvedType : undefined;
    const single = field.type === 'double' ? EIGHT_BYTES : inner || field.type === 'string' ? LENGTH : VARINT;
    if (wire !== single && !(field.repeated && wire === LENGTH)) throw new Error(`${type.name}.${field.name}: ${wire}`);
    if (wire === VARINT) reader.uint64();
    else if (wire === EIGHT_BYTES) reader.double();
    else if (inner !== undefined) checkMessage(inner, Reader.create(reader.bytes()));
    else if (field.type === 'string') UTF8.decode(reader.bytes());
    else reader.bytes();
  }
}
