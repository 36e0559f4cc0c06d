import { createTraceState, ROOT_CONTEXT, type SpanContext, SpanKind, trace } from '@opentelemetry/api';
import * as sdk from '@opentelemetry/sdk-trace-base';
import { expectProblems, failOnProblems } from '@portcall/conformance';
import { problems } from '@portcall/core';
import fc from 'fast-check';
import { alwaysOff, alwaysOn } from './always.js';
import { guardedSampler } from './foreign-sampler.js';
import { parentBased } from './parent-based.js';
import type { Sampler } from './sampler.js';
import { traceIdRatio } from './trace-id-ratio.js';

failOnProblems();

const hex = (length: number) =>
  fc.oneof(
    fc
      .array(fc.constantFrom(...Array.from('0123456789abcdefABCDEF')), { minLength: length, maxLength: length })
      .map((all) => all.join('')),
    fc.constantFrom('0'.repeat(length), 'f'.repeat(length), `${'0'.repeat(length - 1)}1`),
  );
const traceId = fc.oneof(hex(32), fc.constantFrom('', 'no id', 'g'.repeat(32)));
const ratio = fc.oneof(fc.double({ min: -1, max: 2 }), fc.constantFrom(0, 1, 0.5, 1e-12, Number.NaN));
const parent: fc.Arbitrary<SpanContext | undefined> = fc.option(
  fc.record({
    traceId: hex(32),
    spanId: hex(16),
    traceFlags: fc.integer({ min: 0, max: 255 }),
    isRemote: fc.boolean(),
  }),
  { nil: undefined },
);

const PAIRS: fc.Arbitrary<readonly [Sampler, sdk.Sampler]> = ratio.chain((share) => {
  const ratios = [traceIdRatio(share), new sdk.TraceIdRatioBasedSampler(share)] as const;
  const plain = [[alwaysOn, new sdk.AlwaysOnSampler()], [alwaysOff, new sdk.AlwaysOffSampler()], ratios] as const;
  return fc.constantFrom<readonly [Sampler, sdk.Sampler]>(
    ...plain,
    ...plain.map(([own, root]) => [parentBased(own), new sdk.ParentBasedSampler({ root })] as const),
  );
});

it('decide what the samplers of the SDK decide, and call themselves the same', () => {
  fc.assert(
    fc.property(PAIRS, traceId, parent, ([own, other], id, caller) => {
      const context = caller === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, caller);
      const [mine, theirs] = [own, other].map((one) => one.shouldSample(context, id, 'work', SpanKind.SERVER, {}, []));
      expect(mine).toEqual(theirs);
      expect(own.toString()).toBe(other.toString());
    }),
    { numRuns: 20_000 },
  );
});

describe("somebody else's sampler", () => {
  const ask = (sampler: Sampler, context = ROOT_CONTEXT) =>
    sampler.shouldSample(context, 'a'.repeat(32), 'work', SpanKind.INTERNAL, {}, []);

  it('says what it says', () => {
    const answer = { decision: 1, attributes: { a: 1 }, traceState: createTraceState('a=1') };
    expect(ask(guardedSampler({ shouldSample: () => answer }))).toBe(answer);
  });

  it('that throws, or decides nothing, leaves it to the parent, and is reported once', () => {
    expectProblems('call.sampler');
    const fails: Sampler[] = [
      {
        shouldSample() {
          throw new Error('broken');
        },
      },
      ...[undefined, null, 5, {}, { decision: 7 }, { decision: 'yes' }].map((answer) => ({
        shouldSample: () => answer as never,
      })),
    ];
    const notSampled = trace.setSpanContext(ROOT_CONTEXT, {
      traceId: 'a'.repeat(32),
      spanId: 'b'.repeat(16),
      traceFlags: 0,
    });
    for (const sampler of fails.map(guardedSampler)) {
      expect([ask(sampler).decision, ask(sampler, notSampled).decision]).toEqual([2, 0]);
    }
    expect(problems()).toEqual([expect.objectContaining({ key: 'call.sampler', count: 14 })]);
    expect(problems()[0]?.message).toBe(
      'sampler: it threw an error; the span is sampled as its parent is, or else always; fix the sampler',
    );
  });
});
