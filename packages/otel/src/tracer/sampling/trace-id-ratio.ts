import { type Context, isValidTraceId } from '@opentelemetry/api';
import { NOT_RECORDED, SAMPLED, type Sampler } from './sampler.js';

const HALF_BYTES_OF_A_PART = 8;
const ALL = 0x1_0000_0000;

/**
 * Samples this share of all traces, from 0 to 1, by their trace id: the same ones as OpenTelemetry's SDK for JavaScript does
 * at the same ratio, so that processes which are set alike keep whole traces.
 */
export function traceIdRatio(ratio: number): Sampler {
  const share = ratio > 0 ? Math.min(ratio, 1) : 0;
  const bound = share === 1 ? ALL : Math.floor(share * (ALL - 1));
  return Object.freeze({
    shouldSample: (_: Context, traceId: string) =>
      isValidTraceId(traceId) && folded(traceId) < bound ? SAMPLED : NOT_RECORDED,
    toString: () => `TraceIdRatioBased{${share}}`,
  });
}

/** The four parts of a trace id, of 32 bits each, on top of each other. */
function folded(traceId: string): number {
  let all = 0;
  for (let at = 0; at < traceId.length; at += HALF_BYTES_OF_A_PART) {
    all ^= Number.parseInt(traceId.slice(at, at + HALF_BYTES_OF_A_PART), 16);
  }
  return all >>> 0;
}
