import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import {
  type Context,
  createContextKey,
  defaultTextMapGetter,
  defaultTextMapSetter,
  ROOT_CONTEXT,
  type TextMapPropagator,
  trace,
} from '@opentelemetry/api';
import { failOnProblems } from '@portcall/conformance';
import fc from 'fast-check';
import { b3MultiPropagator, b3Propagator, suppressTracing } from '../../src/internal.js';

failOnProblems();

type Carrier = Record<string, string>;
const LONG = '80f198ee56343ba864fe8b2a57d3eff7';
const SHORT = '64fe8b2a57d3eff7';
const SPAN = 'e457b5a2e4d86bd1';

const extract = (by: TextMapPropagator, carrier: Carrier): Context =>
  by.extract(ROOT_CONTEXT, carrier, defaultTextMapGetter);

function inject(by: TextMapPropagator, from: Context): Carrier {
  const carrier: Carrier = {};
  by.inject(from, carrier, defaultTextMapSetter);
  return carrier;
}

const span = (read: Context) => trace.getSpanContext(read);

// https://github.com/openzipkin/b3-propagation
it.each<[string, Carrier, string, 0 | 1]>([
  ['one header', { b3: `${LONG}-${SPAN}-1-05e3ac9a4f6e3b90` }, LONG, 1],
  ['a short trace id', { b3: `${SHORT}-${SPAN}-0` }, SHORT.padStart(32, '0'), 0],
  ['a sampling decision that is left to us', { b3: `${LONG}-${SPAN}` }, LONG, 0],
  ['debug', { b3: `${LONG}-${SPAN}-d` }, LONG, 1],
  ['several headers', { 'x-b3-traceid': LONG, 'x-b3-spanid': SPAN, 'x-b3-sampled': '1' }, LONG, 1],
  [
    'several headers with a flag',
    { 'x-b3-traceid': SHORT, 'x-b3-spanid': SPAN, 'x-b3-flags': '1' },
    SHORT.padStart(32, '0'),
    1,
  ],
  ['true, as old clients say it', { 'x-b3-traceid': LONG, 'x-b3-spanid': SPAN, 'x-b3-sampled': 'true' }, LONG, 1],
  ['capital letters', { 'x-b3-traceid': LONG.toUpperCase(), 'x-b3-spanid': SPAN.toUpperCase() }, LONG, 0],
  [
    'both, where the single one counts',
    { b3: `${LONG}-${SPAN}-0`, 'x-b3-traceid': SHORT, 'x-b3-spanid': SPAN, 'x-b3-sampled': '1' },
    LONG,
    0,
  ],
  [
    'both, where the single one cannot be read',
    { b3: '0', 'x-b3-traceid': LONG, 'x-b3-spanid': SPAN, 'x-b3-sampled': '1' },
    LONG,
    1,
  ],
])('reads %s', (_, carrier, traceId, traceFlags) => {
  for (const propagator of [b3Propagator, b3MultiPropagator]) {
    expect(span(extract(propagator, carrier))).toEqual({ traceId, spanId: SPAN, traceFlags, isRemote: true });
  }
});

it.each<[Carrier]>([
  [{}],
  [{ b3: '0' }],
  [{ b3: `${LONG}-${SPAN}-2` }],
  [{ b3: `${LONG}-${SPAN}-1-zz` }],
  [{ b3: `${'0'.repeat(32)}-${SPAN}-1` }],
  [{ b3: `${LONG.slice(1)}-${SPAN}-1` }],
  [{ 'x-b3-traceid': LONG }],
  [{ 'x-b3-traceid': LONG, 'x-b3-spanid': SPAN, 'x-b3-sampled': 'maybe' }],
])('reads nothing in %j', (carrier) => {
  expect(extract(b3Propagator, carrier)).toBe(ROOT_CONTEXT);
});

it('passes debug on in either form, from either', () => {
  for (const carrier of [
    { b3: `${LONG}-${SPAN}-d` },
    { 'x-b3-traceid': LONG, 'x-b3-spanid': SPAN, 'x-b3-flags': '1' },
  ]) {
    const read = extract(b3Propagator, carrier);
    expect(inject(b3Propagator, read)).toEqual({ b3: `${LONG}-${SPAN}-d` });
    expect(inject(b3MultiPropagator, read)).toEqual({ 'x-b3-traceid': LONG, 'x-b3-spanid': SPAN, 'x-b3-flags': '1' });
  }
});

it('sends what is sampled and what is not, and nothing of what is not traced', () => {
  for (const traceFlags of [0, 1]) {
    const from = trace.setSpanContext(ROOT_CONTEXT, { traceId: LONG, spanId: SPAN, traceFlags });
    expect(inject(b3Propagator, from)).toEqual({ b3: `${LONG}-${SPAN}-${traceFlags}` });
    expect(inject(b3MultiPropagator, from)).toMatchObject({ 'x-b3-sampled': `${traceFlags}` });
    expect(inject(b3Propagator, suppressTracing(from))).toEqual({});
  }
  expect(inject(b3MultiPropagator, ROOT_CONTEXT)).toEqual({});
});

const THEIRS = join(__dirname, '../../../../node_modules/@opentelemetry/propagator-b3');
(existsSync(THEIRS) ? describe : describe.skip)('beside @opentelemetry/propagator-b3', () => {
  it('reads and sends the same', () => {
    const { B3Propagator } = createRequire(__filename)(THEIRS) as {
      B3Propagator: new (options?: { injectEncoding: number }) => TextMapPropagator;
    };
    const hex = (length: number) =>
      fc.string({ unit: fc.constantFrom(...Array.from('0123456789abcdef')), minLength: length, maxLength: length });
    const sampled = fc.constantFrom('', '0', '1', 'x', 'true', 'false');
    const id = fc.oneof(hex(32), hex(16));
    const single = fc
      .tuple(id, hex(16), fc.constantFrom('', '-0', '-1', '-d', '-1-05e3ac9a4f6e3b90'))
      .map(([traceId, spanId, end]) => ({ b3: `${traceId}-${spanId}${end}` }));
    const several = fc.tuple(id, fc.oneof(hex(16), hex(15)), sampled).map(([traceId, spanId, decision]) => ({
      'x-b3-traceid': traceId,
      'x-b3-spanid': spanId,
      ...(decision === '' ? {} : { 'x-b3-sampled': decision }),
    }));
    const DEBUG = createContextKey('OpenTelemetry Context Key B3 Debug Flag');
    fc.assert(
      fc.property(fc.oneof(single, several), (carrier) => {
        const [ours, other] = [extract(b3Propagator, carrier), extract(new B3Propagator(), carrier)];
        expect(span(ours)).toEqual(span(other));
        expect(ours.getValue(DEBUG)).toBe(other.getValue(DEBUG));
        expect(inject(b3Propagator, ours)).toEqual(inject(new B3Propagator(), other));
        // Theirs forgets debug from one form to the other.
        if (ours.getValue(DEBUG) === undefined)
          expect(inject(b3MultiPropagator, ours)).toEqual(inject(new B3Propagator({ injectEncoding: 1 }), other));
      }),
      { numRuns: 500 },
    );
    expect(b3Propagator.fields()).toEqual(new B3Propagator().fields());
    expect(b3MultiPropagator.fields()).toEqual(new B3Propagator({ injectEncoding: 1 }).fields());
  });
});
