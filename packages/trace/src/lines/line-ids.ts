import type { FnTrace } from '../record/fn-trace.js';

/** What a call can be found by; a call that has no span has a `callId` only. */
export type CallIds = Partial<Pick<FnTrace, 'callId' | 'traceId' | 'spanId'>>;

/** What a log line says of its call; undefined where that does not lead to one. */
export function idsInLine(line: string | object): CallIds | undefined {
  const { call_id, trace_id, span_id } = typeof line === 'string' ? fieldsIn(line) : (line as Fields);
  if (typeof call_id === 'string') return { callId: call_id };
  // A trace has many calls: without the span it does not say which.
  if (typeof trace_id !== 'string' || typeof span_id !== 'string') return undefined;
  return { traceId: trace_id, spanId: span_id };
}

type Fields = { readonly [K in 'call_id' | 'trace_id' | 'span_id']?: unknown };

function fieldsIn(line: string): Fields {
  try {
    const parsed: unknown = JSON.parse(line);
    if (typeof parsed === 'object' && parsed !== null) return parsed;
  } catch {
    // Written for people, as consoles and pretty printers do.
  }
  return { call_id: written('call_id', line), trace_id: written('trace_id', line), span_id: written('span_id', line) };
}

/** The last one counts: what a message says stands before it. */
function written(key: string, line: string): string | undefined {
  return [...line.matchAll(new RegExp(`\\b${key}["']?\\s*[=:]\\s*["']?([\\w-]+)`, 'g'))].at(-1)?.[1];
}
