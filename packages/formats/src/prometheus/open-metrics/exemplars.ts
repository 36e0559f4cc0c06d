import type { Exemplar } from '@portcall/metrics';
import type { ByteText } from '../bytes/byte-text.js';

/** ` # {trace_id="…",span_id="…"} value seconds` */
export function writeExemplar(out: ByteText, { value, time, traceId, spanId }: Exemplar): void {
  out.text(traceId === '' ? ' # {} ' : ` # {trace_id="${traceId}",span_id="${spanId}"} `);
  out.number(value);
  out.byte(SPACE);
  out.seconds(time);
}

/** The one that was made last; undefined where there is none. */
export function newest(exemplars: readonly Exemplar[]): Exemplar | undefined {
  let found: Exemplar | undefined;
  for (const exemplar of exemplars) if (found === undefined || exemplar.time >= found.time) found = exemplar;
  return found;
}

const SPACE = 32;
