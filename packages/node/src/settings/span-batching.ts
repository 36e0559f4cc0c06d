import { LONGEST_TIMER_MS, milliseconds, read, type Variable, variable, wholeNumber } from '@portcall/core/internal';

/** How finished spans wait for their export. */
export interface SpanBatching {
  /** How many may wait; further ones are lost. */
  readonly queueSize: number;
  /** How many are exported at once; as soon as so many wait, they are. */
  readonly batchSize: number;
  /** Milliseconds after which fewer are exported. */
  readonly delayMillis: number;
  /** Milliseconds that one export may take; `Infinity` for as long as it takes. */
  readonly timeoutMillis: number;
}

const STABLE = { by: 'OpenTelemetry, stable' } as const;

/** @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#batch-span-processor */
export const SPAN_BATCHING: Readonly<Record<keyof SpanBatching, Variable<number>>> = {
  delayMillis: variable({
    ...STABLE,
    name: 'OTEL_BSP_SCHEDULE_DELAY',
    rule: milliseconds(0),
    otherwise: 5_000,
    does: 'How long a finished span waits at most before it is exported',
  }),
  timeoutMillis: variable({
    ...STABLE,
    name: 'OTEL_BSP_EXPORT_TIMEOUT',
    rule: milliseconds(0),
    otherwise: 30_000,
    does: 'How long one export of spans may take; 0 for as long as it takes',
  }),
  queueSize: variable({
    ...STABLE,
    name: 'OTEL_BSP_MAX_QUEUE_SIZE',
    rule: wholeNumber(1),
    otherwise: 2_048,
    does: 'How many finished spans may wait',
  }),
  batchSize: variable({
    ...STABLE,
    name: 'OTEL_BSP_MAX_EXPORT_BATCH_SIZE',
    rule: wholeNumber(1),
    otherwise: 512,
    does: 'How many spans are exported at once, and at most as many as may wait',
  }),
};

export function spanBatchingFromEnvironment(): SpanBatching {
  const queueSize = read(SPAN_BATCHING.queueSize).value;
  const timeout = read(SPAN_BATCHING.timeoutMillis).value;
  return {
    queueSize,
    batchSize: Math.min(read(SPAN_BATCHING.batchSize).value, queueSize),
    delayMillis: Math.min(read(SPAN_BATCHING.delayMillis).value, LONGEST_TIMER_MS),
    // The specification takes 0 for no timeout.
    timeoutMillis: timeout === 0 || timeout > LONGEST_TIMER_MS ? Number.POSITIVE_INFINITY : timeout,
  };
}
