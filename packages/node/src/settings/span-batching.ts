import { LONGEST_TIMER_MS } from '@portcall/core/internal';
import { wholeNumberFrom } from './whole-number.js';

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

/**
 * As OTEL_BSP_* say it. What is not a whole number is reported, and the default holds.
 * @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#batch-span-processor
 */
export function spanBatchingFromEnvironment(): SpanBatching {
  const queueSize = from('OTEL_BSP_MAX_QUEUE_SIZE', 1) ?? 2_048;
  const batchSize = from('OTEL_BSP_MAX_EXPORT_BATCH_SIZE', 1) ?? 512;
  const timeout = from('OTEL_BSP_EXPORT_TIMEOUT', 0) ?? 30_000;
  return {
    queueSize,
    batchSize: Math.min(batchSize, queueSize),
    delayMillis: Math.min(from('OTEL_BSP_SCHEDULE_DELAY', 0) ?? 5_000, LONGEST_TIMER_MS),
    // The specification takes 0 for no timeout.
    timeoutMillis: timeout === 0 || timeout > LONGEST_TIMER_MS ? Number.POSITIVE_INFINITY : timeout,
  };
}

function from(variable: string, least: number): number | undefined {
  return wholeNumberFrom([variable], least);
}
