import { checkedArray, checkOptions, listed, shown } from '@portcall/core/internal';
import type { IdGenerator, Sampler, SpanLimits, SpanProcessor } from '@portcall/otel';

/** Parts of OpenTelemetry's SDK, or of its kind, that spans go through: those of traced calls and of libraries alike. */
export interface SpanParts {
  /**
   * Are told of every span that is recorded, when it begins, ends, and has ended, beside the exporters: Langfuse's, for one.
   * They are flushed and shut down with the exporters; one that throws is reported, and hurts nobody else.
   * @default none
   */
  readonly spanProcessors?: readonly SpanProcessor[];
  /** Decides which spans are recorded. @default what OTEL_TRACES_SAMPLER names, else all that their parents do not rule out */
  readonly sampler?: Sampler;
  /** How much of a span is kept. What is left out is as the environment says. @default OTEL_SPAN_*_LIMIT and the like, else 128 of each */
  readonly spanLimits?: Partial<SpanLimits>;
  /** Makes the ids of spans, X-Ray's for one. @default random ones */
  readonly idGenerator?: IdGenerator;
}

export interface CheckedSpanParts {
  readonly spanProcessors: readonly SpanProcessor[];
  readonly sampler: Sampler | undefined;
  readonly spanLimits: Partial<SpanLimits>;
  readonly idGenerator: IdGenerator | undefined;
}

/** @throws Error naming the option that cannot work */
export function spanPartsFrom({
  spanProcessors = [],
  sampler,
  spanLimits = {},
  idGenerator,
}: SpanParts): CheckedSpanParts {
  checkedArray(spanProcessors, 'spanProcessors', 'write [new LangfuseSpanProcessor()], for one');
  for (const one of spanProcessors) checkPart(one, 'spanProcessors', PROCESSOR);
  if (sampler !== undefined) checkPart(sampler, 'sampler', SAMPLER);
  if (idGenerator !== undefined) checkPart(idGenerator, 'idGenerator', ID_GENERATOR);
  checkLimits(spanLimits);
  return { spanProcessors, sampler, spanLimits, idGenerator };
}

interface Part {
  readonly what: string;
  readonly methods: readonly string[];
  readonly example: string;
}

const PROCESSOR: Part = {
  what: 'a span processor',
  methods: ['onStart', 'onEnd', 'forceFlush', 'shutdown'],
  example: 'new LangfuseSpanProcessor()',
};
const SAMPLER: Part = { what: 'a sampler', methods: ['shouldSample'], example: 'new TraceIdRatioBasedSampler(0.1)' };
const ID_GENERATOR: Part = {
  what: 'an id generator',
  methods: ['generateTraceId', 'generateSpanId'],
  example: 'new AWSXRayIdGenerator()',
};

function checkPart(given: unknown, option: string, { what, methods, example }: Part): void {
  const part = given as Readonly<Record<string, unknown>> | null | undefined;
  if (methods.every((method) => typeof part?.[method] === 'function')) return;
  throw new Error(
    `${option}: ${shown(given)} is not ${what}; give one that was made, such as ${example} (it has the methods ${listed(methods)})`,
  );
}

/** The least of each. A length of 0 would leave no text at all. */
const LIMITS: Readonly<Record<keyof SpanLimits, 0 | 1>> = {
  attributeCountLimit: 0,
  attributeValueLengthLimit: 1,
  eventCountLimit: 0,
  linkCountLimit: 0,
  attributePerEventCountLimit: 0,
  attributePerLinkCountLimit: 0,
};

const KNOWN_LIMITS = Object.fromEntries(Object.keys(LIMITS).map((limit) => [limit, true])) as Record<
  keyof SpanLimits,
  true
>;

function checkLimits(limits: Partial<SpanLimits>): void {
  checkOptions(limits, KNOWN_LIMITS, 'spanLimits');
  for (const [limit, least] of Object.entries(LIMITS)) {
    const value: unknown = limits[limit as keyof SpanLimits];
    if (value === undefined || value === Number.POSITIVE_INFINITY) continue;
    if (Number.isSafeInteger(value) && (value as number) >= least) continue;
    throw new Error(
      `spanLimits.${limit}: ${shown(value)} is not a limit; give a whole number from ${least}, or Infinity for no limit`,
    );
  }
}
