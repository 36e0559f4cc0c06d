import type { CallFields } from '@portcall/trace';
import { lineFields } from './fields/line-fields.js';

const METHODS = ['debug', 'error', 'info', 'log', 'trace', 'warn'] as const;

/**
 * A console whose lines end by saying which call they were written in: `trace_id=… span_id=… call_id=… fn_name=…`. The one
 * that is given stays as it is, and so do lines outside of calls and spans.
 * @default the global console
 */
export function consoleWithCalls(to: Console = globalThis.console): Console {
  const methods = METHODS.map((name) => [
    name,
    { value: ended(to[name].bind(to)), writable: true, configurable: true },
  ]);
  return Object.create(to, Object.fromEntries(methods) as PropertyDescriptorMap) as Console;
}

type Write = (...said: unknown[]) => void;

function ended(write: Write): Write {
  return (...said) => {
    const fields = lineFields();
    if (fields === undefined) write(...said);
    else write(...said, textOf(fields));
  };
}

function textOf(fields: CallFields): string {
  return Object.entries(fields)
    .map(([key, value]) => `${key}=${/^[^\s"=]+$/.test(String(value)) ? String(value) : JSON.stringify(value)}`)
    .join(' ');
}
