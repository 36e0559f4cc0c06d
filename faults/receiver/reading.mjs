// What is in a request of OTLP that a count of losses needs: the attribute `seq` of every span, and what the data points of
// one counter add up to. Field numbers are those of the proto files.
import { gunzipSync } from 'node:zlib';

/** Spans and counters of the applications here. */
const SEQ = 'seq';
const COUNTER = 'faults_calls';

/**
 * @returns {{ spans: number[], added: number, points: number }} `seq` of each span; the sum of the counter's deltas
 * @throws Error for what is not OTLP
 */
export function readRequest(path, headers, body) {
  const plain = headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
  const isJson = (headers['content-type'] ?? '').startsWith('application/json');
  if (path.endsWith('/v1/traces')) {
    const spans = isJson ? spansInJson(JSON.parse(plain)) : spansInProtobuf(plain);
    return { spans, added: 0, points: 0 };
  }
  if (path.endsWith('/v1/metrics')) {
    const values = isJson ? deltasInJson(JSON.parse(plain)) : deltasInProtobuf(plain);
    return { spans: [], added: values.reduce((sum, value) => sum + value, 0), points: values.length };
  }
  return { spans: [], added: 0, points: 0 };
}

function spansInProtobuf(request) {
  return within(request, [1, 2, 2]).map(
    (span) => numberIn(fieldsOf(span, 9).find((pair) => textOf(pair, 1) === SEQ)) ?? Number.NaN,
  );
}

/** KeyValue { value = 2: AnyValue { int = 3, double = 4 } } */
function numberIn(pair) {
  if (pair === undefined) return undefined;
  const [value] = fieldsOf(pair, 2);
  return fieldsOf(value, 3)[0] ?? fieldsOf(value, 4)[0]?.readDoubleLE();
}

/** Metric { name = 1, sum = 7: { data_points = 1: { as_double = 4, as_int = 6 }, temporality = 2: delta is 1 } } */
function deltasInProtobuf(request) {
  return within(request, [1, 2, 2])
    .filter((metric) => textOf(metric, 1) === COUNTER)
    .flatMap((metric) => fieldsOf(metric, 7))
    .filter((sum) => fieldsOf(sum, 2)[0] === 1)
    .flatMap((sum) => fieldsOf(sum, 1))
    .map((point) => fieldsOf(point, 4)[0]?.readDoubleLE() ?? Number(fieldsOf(point, 6)[0]?.readBigInt64LE() ?? 0n));
}

function within(message, [field, ...rest]) {
  const inside = fieldsOf(message, field);
  return rest.length === 0 ? inside : inside.flatMap((one) => within(one, rest));
}

function textOf(message, field) {
  return fieldsOf(message, field)[0]?.toString();
}

/** @returns the values of a field: numbers of varints, bytes of everything else */
function fieldsOf(message, wanted) {
  const found = [];
  let at = 0;
  while (at < message.length) {
    const tag = varint();
    const value = valueBy(tag & 7);
    if (tag >>> 3 === wanted) found.push(value);
  }
  if (at > message.length) throw new Error('the request ends inside a field');
  return found;

  function valueBy(wire) {
    if (wire === 0) return varint();
    if (wire === 1) return bytes(8);
    if (wire === 5) return bytes(4);
    if (wire !== 2) throw new Error(`wire type ${wire} is not one of protobuf 3`);
    return bytes(varint());
  }

  function bytes(length) {
    at += length;
    return message.subarray(at - length, at);
  }

  function varint() {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = message[at];
      if (byte === undefined) throw new Error('the request ends inside a number');
      at += 1;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  }
}

function spansInJson({ resourceSpans = [] }) {
  return resourceSpans
    .flatMap(({ scopeSpans = [] }) => scopeSpans)
    .flatMap(({ spans = [] }) => spans)
    .map(({ attributes = [] }) => {
      const { value } = attributes.find(({ key }) => key === SEQ) ?? {};
      return Number(value?.intValue ?? value?.doubleValue);
    });
}

function deltasInJson({ resourceMetrics = [] }) {
  return resourceMetrics
    .flatMap(({ scopeMetrics = [] }) => scopeMetrics)
    .flatMap(({ metrics = [] }) => metrics)
    .filter(
      ({ name, sum }) => name === COUNTER && [1, 'AGGREGATION_TEMPORALITY_DELTA'].includes(sum?.aggregationTemporality),
    )
    .flatMap(({ sum }) => sum.dataPoints ?? [])
    .map(({ asInt, asDouble }) => Number(asInt ?? asDouble));
}
