import {
  type Context,
  context,
  defaultTextMapGetter,
  defaultTextMapSetter,
  propagation,
  ROOT_CONTEXT,
  type SpanContext,
  type TextMapPropagator,
  trace,
} from '@opentelemetry/api';
import * as theirs from '@opentelemetry/core';
import { failOnProblems } from '@portcall/conformance';
import fc from 'fast-check';
import { baggagePropagator, suppressTracing, traceContextPropagator } from '../../src/internal.js';
import { traceStateOf } from '../../src/propagation/trace-state.js';

failOnProblems();

const THEIR_TRACE_CONTEXT = new theirs.W3CTraceContextPropagator();
const THEIR_BAGGAGE = new theirs.W3CBaggagePropagator();
const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN_ID = '00f067aa0ba902b7';

type Carrier = Record<string, string | string[]>;

const extract = (by: TextMapPropagator, carrier: Carrier, into: Context = ROOT_CONTEXT): Context =>
  by.extract(into, carrier, defaultTextMapGetter);

function inject(by: TextMapPropagator, from: Context): Carrier {
  const carrier: Carrier = {};
  by.inject(from, carrier, defaultTextMapSetter);
  return carrier;
}

const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(...Array.from('0123456789abcdef')), minLength: length, maxLength: length });

/** Mostly right, and one thing wrong with it now and then. */
function spoilt(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 6, arbitrary: text },
    {
      weight: 4,
      arbitrary: fc
        .tuple(text, fc.nat(), fc.constantFrom('', '-', ' ', 'g', 'A', '0', '=', ',', ';', '%', '\t', 'é', '-00', '@'))
        .map(([right, at, wrong]) => {
          const place = at % (right.length + 1);
          return right.slice(0, place) + wrong + right.slice(place + 1);
        }),
    },
    { weight: 1, arbitrary: fc.string() },
  );
}

const traceparent = spoilt(
  fc
    .tuple(
      fc.oneof(fc.constant('00'), hex(2)),
      fc.oneof({ weight: 5, arbitrary: hex(32) }, fc.constant('0'.repeat(32))),
      fc.oneof({ weight: 5, arbitrary: hex(16) }, fc.constant('0'.repeat(16))),
      fc.oneof({ weight: 4, arbitrary: fc.constantFrom('00', '01', '02', '03') }, hex(2)),
      fc.constantFrom('', '', '', '-', '-more'),
    )
    .map(([version, traceId, spanId, flags, more]) => `${version}-${traceId}-${spanId}-${flags}${more}`),
);

// Keys as level 1 has them too, each once: of what level 2 adds, and of a key that comes twice, theirs makes something else.
const stateKey = fc.stringMatching(/^[a-z][a-z0-9_*/-]{0,12}$/);
const stateValue = fc.stringMatching(/^[!-+\--<>-~]{1,40}$/);
const tracestate = fc
  .uniqueArray(fc.tuple(stateKey, spoilt(stateValue), fc.constantFrom('', ' ', '\t')), {
    selector: ([key]) => key,
    maxLength: 40,
  })
  .map((members) => members.map(([key, value, space]) => `${space}${key}=${value}${space}`).join(','));

describe('W3C trace context', () => {
  const stateOf = (span: SpanContext | undefined) =>
    span && { ...span, traceState: span.traceState?.serialize() || undefined };

  it("reads and passes on what OpenTelemetry's own propagator does", () => {
    let read = 0;
    fc.assert(
      fc.property(
        fc.oneof(traceparent, fc.array(traceparent, { maxLength: 2 })),
        fc.option(fc.oneof(tracestate, fc.array(tracestate, { maxLength: 3 })), { nil: undefined }),
        (parent, state) => {
          fc.pre(!hasLevel2OrTwiceIn(state));
          const carrier: Carrier = { traceparent: parent, ...(state === undefined ? {} : { tracestate: state }) };
          const ours = extract(traceContextPropagator, carrier);
          const other = extract(THEIR_TRACE_CONTEXT, carrier);
          const span = trace.getSpanContext(ours);
          expect(stateOf(span)).toEqual(stateOf(trace.getSpanContext(other)));
          // Flags that no version knows yet are to be sent as zero; theirs writes three characters for some of them.
          if (span === undefined || span.traceFlags > 3) return;
          read += 1;
          const { tracestate, ...sent } = inject(THEIR_TRACE_CONTEXT, other);
          // Theirs sends an empty one, too.
          expect(inject(traceContextPropagator, ours)).toEqual({ ...sent, ...(tracestate ? { tracestate } : {}) });
        },
      ),
      { numRuns: 1_500 },
    );
    expect(read).toBeGreaterThan(20);
  });

  it.each([
    ['01', '01'],
    ['03', '03'],
    ['ff', '03'],
    ['10', '00'],
  ])('passes on of the flags %s those of version 00', (received, sent) => {
    const received_ = extract(traceContextPropagator, { traceparent: `00-${TRACE_ID}-${SPAN_ID}-${received}` });
    expect(inject(traceContextPropagator, received_)).toEqual({ traceparent: `00-${TRACE_ID}-${SPAN_ID}-${sent}` });
  });

  it('takes what level 2 adds: keys that begin with a digit, and @ anywhere', () => {
    const carrier = { traceparent: `00-${TRACE_ID}-${SPAN_ID}-01`, tracestate: '1a=2,a@b@c=3,A=4' };
    const { traceState } = trace.getSpanContext(extract(traceContextPropagator, carrier))!;
    expect(traceState?.serialize()).toBe('1a=2,a@b@c=3');
  });

  it('keeps the first of two members of one key, and 32 members', () => {
    expect(traceStateOf('a=1,b=2,a=3').serialize()).toBe('a=1,b=2');
    const many = Array.from({ length: 40 }, (_, i) => `k${i}=v`);
    expect(traceStateOf(many.join(',')).serialize()).toBe(many.slice(0, 32).join(','));
    expect(traceStateOf(many.join(',')).set('new', 'v').serialize()).toBe(['new=v', ...many.slice(0, 31)].join(','));
  });

  it("has a trace state that changes as OpenTelemetry's does", () => {
    const step = fc.oneof(
      fc.record({ set: fc.tuple(fc.oneof(stateKey, fc.constantFrom('a', 'b', 'C', '')), spoilt(stateValue)) }),
      fc.record({ unset: fc.oneof(stateKey, fc.constantFrom('a', 'b', 'c')) }),
    );
    fc.assert(
      fc.property(tracestate, fc.array(step, { maxLength: 20 }), (header, steps) => {
        fc.pre(!hasLevel2OrTwiceIn(header) && header.split(',').length < 12);
        const changed = (state: ReturnType<typeof traceStateOf>) =>
          steps.reduce((now, one) => ('set' in one ? now.set(...one.set) : now.unset(one.unset)), state);
        const [ours, other] = [changed(traceStateOf(header)), changed(new theirs.TraceState(header))];
        expect(ours.serialize()).toBe(other.serialize());
        expect(ours.get('a')).toBe(other.get('a'));
      }),
      { numRuns: 500 },
    );
  });

  it('tells nobody of what is not traced', () => {
    const span = trace.setSpanContext(ROOT_CONTEXT, { traceId: TRACE_ID, spanId: SPAN_ID, traceFlags: 1 });
    expect(inject(traceContextPropagator, suppressTracing(span))).toEqual({});
    expect(theirs.isTracingSuppressed(suppressTracing(span))).toBe(true);
    expect(inject(traceContextPropagator, theirs.suppressTracing(span))).toEqual({});
  });
});

function hasLevel2OrTwiceIn(state: string | readonly string[] | undefined): boolean {
  const keys = [state ?? []]
    .flat()
    .join(',')
    .split(',')
    .map((member) => member.trim().split('=')[0]!);
  return new Set(keys).size < keys.length || keys.some((key) => /^\d|@/.test(key));
}

describe('W3C baggage', () => {
  const baggageOf = (read: Context) =>
    propagation
      .getBaggage(read)
      ?.getAllEntries()
      .map(([key, { value, metadata }]) => [key, value, metadata?.toString()]);

  const text = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string(),
    fc.constantFrom('a', 'b', '%zz', 'x'.repeat(5_000)),
  );
  const member = spoilt(
    fc
      .tuple(text, text, fc.option(fc.stringMatching(/^[a-z]{1,5}=[a-z]{1,5}(;[a-z]{1,5})?$/), { nil: undefined }))
      .map(
        ([key, value, metadata]) =>
          `${encodeURIComponent(key.toWellFormed())}=${encodeURIComponent(value.toWellFormed())}${metadata === undefined ? '' : `;${metadata}`}`,
      ),
  );
  const header = fc.array(member, { maxLength: 12 }).map((members) => members.join(','));

  it("reads and passes on what OpenTelemetry's own propagator does", () => {
    fc.assert(
      fc.property(fc.oneof(header, fc.array(header, { maxLength: 3 })), (baggage) => {
        fc.pre(!JSON.stringify(baggage).includes('__proto__'));
        const ours = extract(baggagePropagator, { baggage });
        const other = extract(THEIR_BAGGAGE, { baggage });
        expect(baggageOf(ours)).toEqual(baggageOf(other));
        // Metadata that is not ASCII theirs sends as it is.
        if (/^[ -~]*$/.test([baggage].flat().join('')))
          expect(inject(baggagePropagator, ours)).toEqual(inject(THEIR_BAGGAGE, other));
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['180 members', Array.from({ length: 200 }, (_, i) => `k${i}=v`).join(',')],
    ['8192 characters', Array.from({ length: 170 }, (_, i) => `k${i}=${'v'.repeat(80)}`).join(',')],
    ['members of 4096 characters', `a=${'v'.repeat(4_094)},b=${'v'.repeat(4_095)},c=1`],
  ])('takes and sends %s at most', (_, baggage) => {
    const read = extract(baggagePropagator, { baggage });
    expect(baggageOf(read)).toEqual(baggageOf(extract(THEIR_BAGGAGE, { baggage })));
    const all = propagation.createBaggage(
      Object.fromEntries(
        baggage
          .split(',')
          .map((one) => one.split('=') as [string, string])
          .map(([k, value]) => [k, { value }]),
      ),
    );
    const from = propagation.setBaggage(ROOT_CONTEXT, all);
    expect(inject(baggagePropagator, from)).toEqual(inject(THEIR_BAGGAGE, from));
  });

  it('sends nothing that would fail a request, whatever the app has put into it', () => {
    const { createBaggage, setBaggage } = propagation;
    const metadata = (words: string) => ({ value: 'v', metadata: { toString: () => words } as any });
    const from = setBaggage.call(
      propagation,
      ROOT_CONTEXT,
      createBaggage({
        a: metadata('p=1'),
        b: metadata('p\r\nx: y'),
        c: metadata('p,d=2'),
        'e\ud800': { value: '\udc00' },
      }),
    );
    expect(inject(baggagePropagator, from)).toEqual({ baggage: 'a=v;p=1,b=v,c=v,e%EF%BF%BD=%EF%BF%BD' });
  });

  it('keeps a key that objects have of their own', () => {
    const read = extract(baggagePropagator, { baggage: '__proto__=1,constructor=2' });
    expect(baggageOf(read)).toEqual([
      ['__proto__', '1', undefined],
      ['constructor', '2', undefined],
    ]);
  });

  it('leaves a context alone that has no baggage to read or to send', () => {
    expect(extract(baggagePropagator, { baggage: ',;,=,a' })).toBe(ROOT_CONTEXT);
    expect(inject(baggagePropagator, context.active())).toEqual({});
  });
});
