import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import protobuf from 'protobufjs';
import { strictlyRead } from './strict-json.js';

export type Signal = 'spans' | 'metrics';
export type Encoding = 'protobuf' | 'json';

const official = new protobuf.Root();
const directory = dirname(createRequire(__filename).resolve('@elastic/mockotlpserver/package.json'));
official.resolvePath = (_origin, target) => join(directory, target);
official
  .loadSync(['trace', 'metrics'].map((of) => `opentelemetry/proto/collector/${of}/v1/${of}_service.proto`))
  .resolveAll();

/** The protocol's own message of a signal's requests. */
export const REQUEST_TYPES: Readonly<Record<Signal, protobuf.Type>> = {
  spans: official.lookupType('opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest'),
  metrics: official.lookupType('opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest'),
};

interface Message {
  readonly [name: string]: unknown;
}

/** Every span or data point of a request in its order, each with all that is said of it in the messages around it. */
export function officialItems(bytes: Uint8Array, signal: Signal, encoding: Encoding): readonly Message[] {
  const type = REQUEST_TYPES[signal];
  const message = encoding === 'json' ? ofJson(type, bytes) : type.decode(bytes);
  const request = type.toObject(message, { longs: String, bytes: String });
  return signal === 'spans' ? within(request, SPANS) : within(request, METRICS).flatMap(pointsOf);
}

const SPANS = ['resourceSpans', 'scopeSpans', 'spans'];
const METRICS = ['resourceMetrics', 'scopeMetrics', 'metrics'];
const DATA = ['gauge', 'sum', 'histogram', 'exponentialHistogram', 'summary'];

function ofJson(type: protobuf.Type, bytes: Uint8Array): protobuf.Message {
  return type.fromObject(strictlyRead(type, JSON.parse(Buffer.from(bytes).toString()) as object));
}

function within(message: Message, [list, ...inner]: readonly string[]): readonly Message[] {
  if (list === undefined) return [{ item: message }];
  const { [list]: messages = [], ...around } = message;
  return (messages as readonly Message[]).flatMap((one) =>
    within(one, inner).map((item) => ({ [`of ${list}`]: around, ...item })),
  );
}

function pointsOf({ item, ...around }: Message): readonly Message[] {
  const metric = item as Message;
  const kind = DATA.find((name) => name in metric);
  if (kind === undefined) return [];
  const { dataPoints = [], ...data } = metric[kind] as Message;
  const of = { ...around, 'of dataPoints': { ...metric, [kind]: data } };
  return (dataPoints as readonly Message[]).map((point) => ({ ...of, item: point }));
}
