import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import protobuf from 'protobufjs';
import { partialSuccessOf } from './partial-success.js';

const root = new protobuf.Root();
const protos = dirname(createRequire(__filename).resolve('@elastic/mockotlpserver/package.json'));
root.resolvePath = (_origin, target) => join(protos, target);
root.loadSync(['metrics', 'trace'].map((of) => `opentelemetry/proto/collector/${of}/v1/${of}_service.proto`));

const ANSWERS = [
  ['metrics', 'ExportMetricsServiceResponse', 'rejectedDataPoints'],
  ['trace', 'ExportTraceServiceResponse', 'rejectedSpans'],
] as const;

const json = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));

describe.each(ANSWERS)('an answer to %s', (signal, name, rejectedField) => {
  const type = root.lookupType(`opentelemetry.proto.collector.${signal}.v1.${name}`);

  it('says how many were rejected and why, in protobuf and in JSON', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.string({ unit: 'grapheme' }), (rejected, errorMessage) => {
        const partialSuccess = { [rejectedField]: rejected, errorMessage };
        const bytes = type.encode(type.fromObject({ partialSuccess })).finish();
        const said = partialSuccessOf(bytes, 'application/x-protobuf');
        expect(said?.rejected ?? 0).toBe(rejected);
        const inJson = { partialSuccess: { ...partialSuccess, [rejectedField]: String(rejected) } };
        expect(partialSuccessOf(json(inJson), 'application/json; charset=utf-8')).toEqual(said);
        expect(partialSuccessOf(json({ partialSuccess }), 'application/json')).toEqual(said);
      }),
    );
  });

  it('says nothing where everything was taken', () => {
    const bytes = type.encode(type.fromObject({ partialSuccess: {} })).finish();
    expect(partialSuccessOf(bytes, 'application/x-protobuf')).toBeUndefined();
    expect(partialSuccessOf(json({ partialSuccess: null }), 'application/json')).toBeUndefined();
    expect(partialSuccessOf(new Uint8Array(0), 'application/x-protobuf')).toBeUndefined();
  });

  it('says what it warns of as it came', () => {
    const bytes = type.encode(type.fromObject({ partialSuccess: { errorMessage: 'no\n\u001b[2J' } })).finish();
    expect(partialSuccessOf(bytes, '')).toEqual({ rejected: 0, message: 'no\n\u001b[2J' });
  });
});

it('never throws, whatever the body is', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.anything(), (bytes, value) => {
      for (const body of [bytes, json(value ?? null), json({ partialSuccess: value })]) {
        for (const contentType of ['application/json', 'application/x-protobuf', ''])
          partialSuccessOf(body, contentType);
      }
    }),
    { numRuns: 500 },
  );
});

it('takes no number for a loss that is none', () => {
  for (const rejectedSpans of [-1, 'many', null, {}, '1e999']) {
    expect(partialSuccessOf(json({ partialSuccess: { rejectedSpans } }), 'application/json')).toBeUndefined();
  }
});
