import {
  context,
  createTraceState,
  type DiagLogger,
  diag,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  type SpanOptions,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { SDK_INFO, suppressTracing } from '@opentelemetry/core';
import { resourceFromAttributes } from '@opentelemetry/resources';
import * as sdk from '@opentelemetry/sdk-trace-base';
import { allowProblems, expectProblems, failOnProblems } from '@portcall/conformance';
import { problems } from '@portcall/core';
import { withAttributes } from '@portcall/trace';
import fc from 'fast-check';
import type { CallSpan } from '../spans/call-span.js';
import type { GuardedSpan } from '../spans/guard/guarded-span.js';
import { DEFAULT_SPAN_LIMITS, type SpanLimits } from '../spans/guard/span-limits.js';
import type { SpanPipeline } from '../spans/span-pipeline.js';
import { type IdGenerator, idsOf } from './id-source.js';
import type { ReadableSpan, SpanExporter, SpanProcessor } from './readable-span.js';
import type { RecordedSpan } from './recorded-span.js';
import { alwaysOff, alwaysOn } from './sampling/always.js';
import { guardedSampler } from './sampling/foreign-sampler.js';
import { parentBased } from './sampling/parent-based.js';
import type { Sampler } from './sampling/sampler.js';
import { traceIdRatio } from './sampling/trace-id-ratio.js';
import { PipelineTracerProvider } from './tracer-provider.js';

failOnProblems();

const NOW = Date.UTC(2026, 0, 1);
const resource = resourceFromAttributes({ 'service.name': 'shop' });

beforeAll(() => context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable()));
afterAll(() => context.disable());
beforeEach(() => {
  // The SDK holds on to the one performance there is, which fake timers leave as it was.
  jest.useFakeTimers({ now: NOW, doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance'] });
  jest.spyOn(performance, 'now').mockImplementation(() => elapsed);
});
afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

let elapsed = 0;

function pass(milliseconds: number, jump = 0): void {
  elapsed += milliseconds;
  jest.setSystemTime(Date.now() + milliseconds + jump);
}

/** Ids in a row, the same ones for whoever has a generator of its own. */
class Counting implements sdk.IdGenerator {
  private traces = 0;
  private spans = 0;
  generateTraceId(): string {
    this.traces += 1;
    return this.traces.toString(16).padStart(8, '0').repeat(4);
  }
  generateSpanId(): string {
    this.spans += 1;
    return this.spans.toString(16).padStart(16, '0');
  }
}

interface Seen {
  readonly what: 'start' | 'ending' | 'end';
  readonly span: unknown;
}

interface Side {
  readonly tracer: Tracer;
  readonly seen: Seen[];
  readonly ended: ReadableSpan[];
}

interface Setting {
  readonly sampler: sdk.Sampler;
  readonly limits: SpanLimits;
  readonly scope?: readonly [string, string?, { schemaUrl?: string }?];
}

function theirs({ sampler, limits, scope = ['lib', '1.2.3'] }: Setting): Side {
  const seen: Seen[] = [];
  const ended: ReadableSpan[] = [];
  const processor: sdk.SpanProcessor = {
    onStart: (span) => seen.push({ what: 'start', span: shown(span) }),
    onEnding: (span) => seen.push({ what: 'ending', span: shown(span) }),
    onEnd(span) {
      seen.push({ what: 'end', span: shown(span) });
      ended.push(span);
    },
    forceFlush: async () => {},
    shutdown: async () => {},
  };
  const provider = new sdk.BasicTracerProvider({
    sampler,
    spanLimits: limits,
    resource,
    idGenerator: new Counting(),
    spanProcessors: [processor],
  });
  return { tracer: provider.getTracer(...scope), seen, ended };
}

function ours({ sampler, limits, scope = ['lib', '1.2.3'] }: Setting, own?: Sampler): Side {
  const seen: Seen[] = [];
  const ended: ReadableSpan[] = [];
  const common: Omit<SpanPipeline, 'scope'> = {
    sampler: own ?? guardedSampler(sampler),
    samplesByTraceId: true,
    samplesByContent: own === undefined,
    ids: idsOf(new Counting()),
    resource,
    limits,
    onStart: (span) => seen.push({ what: 'start', span: shown(span as unknown as ReadableSpan) }),
    onEnding: (span) => seen.push({ what: 'ending', span: shown(span as unknown as ReadableSpan) }),
    onEnd(span) {
      seen.push({ what: 'end', span: shown(span as unknown as ReadableSpan) });
      ended.push(span as unknown as ReadableSpan);
    },
  };
  const nothing = async (): Promise<void> => {};
  const provider = new PipelineTracerProvider((of) => ({ ...common, scope: of }), {
    forceFlush: nothing,
    shutdown: nothing,
  });
  return { tracer: provider.getTracer(...scope), seen, ended };
}

/** All that a processor or an exporter can read, but for what is documented to differ: half characters. */
function shown(span: ReadableSpan): unknown {
  const { name, kind, parentSpanContext, startTime, endTime, status, attributes, links, events, duration } = span;
  const { instrumentationScope, droppedAttributesCount, droppedEventsCount, droppedLinksCount } = span;
  const all = {
    ...{ name, kind, parentSpanContext, status, attributes, links },
    ...{ startTime: rounded(startTime), endTime: rounded(endTime), duration: rounded(duration) },
    events: events.map((event) => ({ ...event, time: rounded(event.time) })),
    ...{ instrumentationScope, droppedAttributesCount, droppedEventsCount, droppedLinksCount },
    spanContext: contextShown(span.spanContext()),
    isRecording: (span as unknown as Span).isRecording(),
    resource: span.resource.attributes,
    ended: span.ended,
  };
  return plain(all);
}

/** All that is done here happens at whole tenths of a millisecond; our clock keeps fractions that a double cannot hold exactly. */
function rounded([seconds, nanoseconds]: readonly [number, number]): string {
  return (seconds + Math.round(nanoseconds / 1e5) / 1e4).toFixed(4);
}

function contextShown({ traceState, ...ids }: SpanContext): unknown {
  return { ...ids, traceState: traceState?.serialize() };
}

function plain(value: unknown): unknown {
  const text = JSON.stringify(value, (_, part) => {
    if (typeof part === 'number' && !Number.isFinite(part)) return `number ${part}`;
    if (part?.serialize !== undefined) return part.serialize();
    return typeof part === 'string' ? part.toWellFormed() : part;
  });
  return JSON.parse(text);
}

const hex = (length: number) => fc.constantFrom('0'.repeat(length), 'a'.repeat(length), '12'.repeat(length / 2));
const spanContext: fc.Arbitrary<SpanContext> = fc.record(
  {
    traceId: hex(32),
    spanId: hex(16),
    traceFlags: fc.constantFrom(0, 1, 3),
    isRemote: fc.constant(true),
    traceState: fc.constantFrom(createTraceState('a=1'), createTraceState('b=2,c=3')),
  },
  { requiredKeys: ['traceId', 'spanId', 'traceFlags'] },
);
const text = fc.constantFrom('', 'a', 'b', 'c', 'half \udc00', 'x'.repeat(30));
const key = fc.constantFrom('', 'a', 'b', 'c', 'd', 'e', 'toString');
const value = fc.oneof(
  text,
  fc.constantFrom<unknown>(0, -0, Number.NaN, true, ['x', 'y'.repeat(9)], [1, 2], {}, [1, 'a'], 5n),
);
const bag = fc.dictionary(key, value, { maxKeys: 6 }) as fc.Arbitrary<Record<string, string>>;
const link = fc
  .record({ context: spanContext.filter(({ traceId, spanId }) => traceId + spanId !== '0'), attributes: bag })
  .filter(({ context: { traceId, spanId } }) => !/^0+$/.test(traceId) && !/^0+$/.test(spanId));
const time = fc.oneof(
  fc.constant(undefined),
  fc.integer({ min: NOW - 5_000, max: NOW + 5_000 }),
  fc.constantFrom<unknown>(0, 5, 20, new Date(NOW + 3), [NOW / 1_000, 500_000], [NOW / 1_000 + 1, 999_000_000]),
);
const options = fc.record(
  {
    kind: fc.constantFrom(...Object.values(SpanKind).filter((kind) => typeof kind === 'number')),
    attributes: bag,
    links: fc.array(link, { maxLength: 4 }),
    startTime: time,
    root: fc.boolean(),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<SpanOptions>;
const parent = fc.oneof(fc.constantFrom('active', 'none', 'suppressed'), spanContext);

type Step =
  | {
      readonly do: 'begin';
      readonly name: string;
      readonly options: SpanOptions;
      readonly parent: string | SpanContext;
    }
  | {
      readonly do: 'inside';
      readonly name: string;
      readonly options: SpanOptions | undefined;
      readonly steps: readonly Step[];
    }
  | { readonly do: 'pass'; readonly milliseconds: number; readonly jump: number }
  | { readonly do: 'write'; readonly which: number; readonly write: (span: Span) => unknown };

const write: fc.Arbitrary<(span: Span) => unknown> = fc.oneof(
  bag.map((all) => (span: Span) => span.setAttributes(all)),
  fc.tuple(key, value).map(
    ([name, given]) =>
      (span: Span) =>
        span.setAttribute(name, given as string),
  ),
  fc.tuple(text, bag, time).map(
    ([name, all, at]) =>
      (span: Span) =>
        span.addEvent(name, all, at as number),
  ),
  fc.tuple(text, time).map(
    ([name, at]) =>
      (span: Span) =>
        span.addEvent(name, at as number),
  ),
  fc.array(link, { maxLength: 3 }).map((all) => (span: Span) => span.addLinks(all)),
  fc.constantFrom(0, 1, 2).chain((code) => text.map((message) => (span: Span) => span.setStatus({ code, message }))),
  text.map((name) => (span: Span) => span.updateName(name)),
  time.map((at) => (span: Span) => span.end(at as number)),
  fc.constant((span: Span) => span.end()),
);
const { step } = fc.letrec<{ step: Step; steps: Step[] }>((tie) => ({
  steps: fc.array(tie('step'), { maxLength: 4 }),
  step: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.record({ do: fc.constant('begin'), name: text, options, parent }) as fc.Arbitrary<Step>,
    fc.record({
      do: fc.constant('pass'),
      milliseconds: fc.integer({ min: 0, max: 50 }),
      jump: fc.constantFrom(0, 0, -10_000, 86_400_000),
    }) as fc.Arbitrary<Step>,
    fc.record({ do: fc.constant('write'), which: fc.nat(5), write }) as fc.Arbitrary<Step>,
    fc.record({
      do: fc.constant('inside'),
      name: text,
      options: fc.option(options, { nil: undefined }),
      steps: tie('steps'),
    }) as fc.Arbitrary<Step>,
  ),
}));

/** @returns what the code that was run has seen of each span when it began */
function run(tracer: Tracer, steps: readonly Step[], begun: Span[] = [], log: unknown[] = []): unknown[] {
  for (const one of steps) {
    if (one.do === 'pass') {
      pass(one.milliseconds, one.jump);
    } else if (one.do === 'write') {
      const span = begun[one.which % begun.length];
      if (span !== undefined) one.write(span);
    } else if (one.do === 'begin') {
      const span = tracer.startSpan(one.name, one.options, contextOf(one.parent));
      log.push(contextShown(span.spanContext()), span.isRecording());
      begun.push(span);
    } else {
      const body = (span: Span): number => {
        log.push(contextShown(span.spanContext()), trace.getActiveSpan() === span);
        begun.push(span);
        run(tracer, one.steps, begun, log);
        span.end();
        return 7;
      };
      log.push(
        one.options === undefined
          ? tracer.startActiveSpan(one.name, body)
          : tracer.startActiveSpan(one.name, one.options, body),
      );
    }
  }
  return log;
}

function contextOf(given: string | SpanContext) {
  if (given === 'suppressed') return suppressTracing(context.active());
  if (typeof given === 'string') return given === 'active' ? context.active() : ROOT_CONTEXT;
  return trace.setSpanContext(ROOT_CONTEXT, given);
}

const count = fc.constantFrom(0, 1, 2, 128);
const limits: fc.Arbitrary<SpanLimits> = fc.record({
  attributeCountLimit: count,
  attributeValueLengthLimit: fc.constantFrom(3, Number.POSITIVE_INFINITY),
  eventCountLimit: count,
  linkCountLimit: count,
  attributePerEventCountLimit: count,
  attributePerLinkCountLimit: count,
});

/** Decides by whatever a sampler is told, adds to it, and leaves its marks on what it was given. */
const byContent = (): sdk.Sampler => ({
  shouldSample(_, traceId, name, kind, attributes, links) {
    const told = JSON.stringify(plain({ traceId, name, kind, attributes, links }));
    attributes['marked'] = told;
    const state = createTraceState('s=1');
    return {
      decision: [2, 2, 1, 0][told.length % 4] as number,
      attributes: { b: 'sampler', told },
      ...(told.length % 3 === 0 ? { traceState: state } : {}),
    };
  },
  toString: () => 'byContent',
});

const SAMPLERS: readonly (readonly [() => sdk.Sampler, Sampler | undefined])[] = [
  [() => new sdk.AlwaysOnSampler(), alwaysOn],
  [() => new sdk.AlwaysOffSampler(), alwaysOff],
  [() => new sdk.TraceIdRatioBasedSampler(0.5), traceIdRatio(0.5)],
  [() => new sdk.ParentBasedSampler({ root: new sdk.AlwaysOnSampler() }), parentBased(alwaysOn)],
  [() => new sdk.ParentBasedSampler({ root: new sdk.AlwaysOffSampler() }), parentBased(alwaysOff)],
  [() => new sdk.ParentBasedSampler({ root: new sdk.AlwaysOnSampler() }), undefined],
  [byContent, undefined],
];

// Ours are as those of the 2.x line. One of 3.x takes objects as values, counts those that it refuses as dropped, and leaves out
// what is empty.
const itAsLine2: jest.It = SDK_INFO['telemetry.sdk.version'].startsWith('2.') ? it : it.skip;

itAsLine2('shows processors, exporters and the code inside what the tracer of the SDK shows, whatever is done', () => {
  allowProblems();
  const sampling = fc.constantFrom(...SAMPLERS);
  fc.assert(
    fc.property(limits, sampling, fc.array(step, { maxLength: 12 }), (within, [make, own], steps) => {
      const both = [theirs, ours].map((side) => {
        jest.setSystemTime(NOW);
        elapsed = 1_000;
        const made =
          side === ours ? ours({ sampler: make(), limits: within }, own) : theirs({ sampler: make(), limits: within });
        return { log: run(made.tracer, steps), seen: made.seen };
      });
      expect(both[1]).toEqual(both[0]);
    }),
    { numRuns: 1_500 },
  );
});

describe('a tracer', () => {
  const inside = (setting: Partial<Setting> = {}): Side =>
    ours({ sampler: new sdk.AlwaysOnSampler(), limits: DEFAULT_SPAN_LIMITS, ...setting });

  it('says of which code its spans are, and is the same for the same code', () => {
    const { tracer, ended } = inside({ scope: ['lib', '2.0', { schemaUrl: 'https://example.com/1' }] });
    tracer.startSpan('work').end();
    expect(ended[0]?.instrumentationScope).toEqual({ name: 'lib', version: '2.0', schemaUrl: 'https://example.com/1' });
    const pipelines: string[] = [];
    const provider = new PipelineTracerProvider(
      (scope) => {
        pipelines.push(scope.name);
        return {} as SpanPipeline;
      },
      { forceFlush: async () => {}, shutdown: async () => {} },
    );
    expect(provider.getTracer('a', '1')).toBe(provider.getTracer('a', '1'));
    expect(provider.getTracer('a', '2')).not.toBe(provider.getTracer('a', '1'));
    expect(pipelines).toEqual(['a', 'a']);
  });

  it('runs a body inside its span in each of its forms, and gives what that gives or throws', () => {
    const { tracer, ended } = inside();
    const outer = trace.setSpanContext(ROOT_CONTEXT, {
      traceId: 'a'.repeat(32),
      spanId: 'b'.repeat(16),
      traceFlags: 1,
    });
    const body = (span: Span): string => {
      span.end();
      return trace.getActiveSpan() === span ? 'inside' : 'outside';
    };
    expect(tracer.startActiveSpan('one', body)).toBe('inside');
    expect(tracer.startActiveSpan('two', { kind: SpanKind.CLIENT }, body)).toBe('inside');
    expect(tracer.startActiveSpan('three', {}, outer, body)).toBe('inside');
    expect(() =>
      tracer.startActiveSpan('four', () => {
        throw new Error('mine');
      }),
    ).toThrow('mine');
    expect(ended.map(({ name, kind, parentSpanContext }) => [name, kind, parentSpanContext?.spanId])).toEqual([
      ['one', SpanKind.INTERNAL, undefined],
      ['two', SpanKind.CLIENT, undefined],
      ['three', SpanKind.INTERNAL, 'b'.repeat(16)],
    ]);
  });

  it('gives a span that records nothing where none can be made, and says that once', () => {
    expectProblems('call.span_start lib');
    const { tracer, ended } = inside();
    const hostile = new Proxy(
      {},
      {
        get: () => {
          throw new Error('no');
        },
      },
    );
    for (const bad of [
      hostile,
      {
        get kind(): never {
          throw new Error('no');
        },
      },
    ]) {
      const span = tracer.startSpan('work', bad);
      expect([span.isRecording(), span.spanContext().traceId]).toEqual([false, '0'.repeat(32)]);
    }
    expect(ended).toEqual([]);
    expect(problems()).toEqual([expect.objectContaining({ key: 'call.span_start', count: 2 })]);
  });

  it('takes whatever it is given for attributes, links, names and times', () => {
    allowProblems();
    const { tracer, ended } = inside();
    const plainly = ours({ sampler: new sdk.AlwaysOnSampler(), limits: DEFAULT_SPAN_LIMITS }, alwaysOn);
    const anything = fc.oneof(fc.anything(), fc.constantFrom<unknown>(new Proxy([], { get: () => 5 })));
    fc.assert(
      fc.property(anything, anything, anything, anything, anything, (name, attributes, links, startTime, end) => {
        for (const one of [tracer, plainly.tracer]) {
          const span = one.startSpan(name as string, { attributes, links, startTime } as SpanOptions);
          span.end(end as number);
          expect(span.isRecording()).toBe(false);
        }
      }),
      { numRuns: 2_000 },
    );
    expect([ended.length, plainly.ended.length]).toEqual([2_000, 2_000]);
    for (const { startTime, endTime, duration } of [...ended, ...plainly.ended]) {
      expect([...startTime, ...endTime, ...duration].every((part) => Number.isInteger(part) && part >= 0)).toBe(true);
    }
  });

  it('names refused values by the package that gives them, for names of spans may be many', () => {
    expectProblems('call.span_value lib');
    const { tracer } = inside();
    for (let i = 0; i < 3; i += 1) tracer.startSpan(`GET /${i}`, { attributes: { a: {} as string } }).end();
    expect(problems()).toEqual([expect.objectContaining({ about: 'lib', count: 3 })]);
  });

  it('uses random ids where a generator gives none, and says that once', () => {
    expectProblems('call.id_generator');
    const broken = idsOf({
      generateTraceId: () => 'short',
      generateSpanId() {
        throw new Error('none left');
      },
    });
    const { traceId, spanId } = broken.root().spanContext();
    expect([traceId, spanId]).toEqual([
      expect.stringMatching(/^[0-9a-f]{32}$/),
      expect.stringMatching(/^[0-9a-f]{16}$/),
    ]);
    expect(problems()).toEqual([expect.objectContaining({ key: 'call.id_generator', count: 2 })]);
  });

  it('warns of what is done to a span that has ended, and keeps it as it was', () => {
    const warned: string[] = [];
    diag.setLogger({ ...NO_LOGGER, warn: (message) => warned.push(message) });
    const { tracer, ended } = inside();
    const span = tracer.startSpan('work');
    span.end();
    span.setAttribute('a', 1).addEvent('late').setStatus({ code: 2 });
    span.end();
    diag.disable();
    expect(warned.filter((message) => message.startsWith('work: its span has ended'))).toHaveLength(4);
    expect(ended).toHaveLength(1);
    expect([ended[0]?.attributes, ended[0]?.events, ended[0]?.status.code]).toEqual([{}, [], 0]);
  });

  it('ends a span once, though a processor tries to end it as well', () => {
    const common = { ...pipelineFor(), onEnding: (span: GuardedSpan) => span.end() };
    const ended: GuardedSpan[] = [];
    const nothing = async (): Promise<void> => {};
    const provider = new PipelineTracerProvider((scope) => ({ ...common, scope, onEnd: (span) => ended.push(span) }), {
      forceFlush: nothing,
      shutdown: nothing,
    });
    provider.getTracer('lib').startSpan('work').end();
    expect(ended).toHaveLength(1);
  });
});

const silent = (): void => {};
const NO_LOGGER: DiagLogger = { error: silent, warn: silent, info: silent, debug: silent, verbose: silent };

function pipelineFor(): Omit<SpanPipeline, 'scope'> {
  return {
    sampler: alwaysOn,
    samplesByTraceId: false,
    resource,
    limits: DEFAULT_SPAN_LIMITS,
    onStart: silent,
    onEnd: silent,
  };
}

it('makes spans that are what the SDK calls a readable span, of its own and of calls', () => {
  // The compiler holds this: with exactOptionalPropertyTypes an absent parent is not one that is undefined, to the SDK both are.
  type Readable<S> = Omit<S, 'parentSpanContext'> & { readonly parentSpanContext?: SpanContext };
  const readers = [
    (span: Readable<Pick<RecordedSpan, keyof sdk.ReadableSpan>>): sdk.ReadableSpan => span,
    (span: Readable<Pick<CallSpan, keyof sdk.ReadableSpan>>): sdk.ReadableSpan => span,
  ];
  const processor = (given: sdk.SpanProcessor): SpanProcessor => given;
  const exporter = (given: sdk.SpanExporter): SpanExporter => given;
  const sampler = (given: sdk.Sampler): Sampler => given;
  const generator = (given: sdk.IdGenerator): IdGenerator => given;
  expect([...readers, processor, exporter, sampler, generator]).toHaveLength(6);
});

it('gives its spans what is said of everything around, and what is said of them counts', () => {
  const { tracer, ended } = ours({ sampler: new sdk.AlwaysOnSampler(), limits: DEFAULT_SPAN_LIMITS });
  const span = withAttributes({ tenant: 'acme', region: 'eu' }, () =>
    tracer.startSpan('query', { attributes: { region: 'us', table: 'lots' } }),
  );
  span.end();
  tracer.startSpan('outside').end();
  expect(ended.map(({ attributes }) => attributes)).toEqual([{ tenant: 'acme', region: 'us', table: 'lots' }, {}]);
});
