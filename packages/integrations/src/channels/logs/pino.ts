import type { CallFields } from '@portcall/trace';
import { hasLineFields, lineFields } from '../../logs/fields/line-fields.js';
import type { ChannelFamily } from '../family.js';

const BEFORE = Symbol('fields of the logger');

/** What pino publishes of a line: before it is written, and after. */
interface Line {
  /** The fields of its logger, while those are written with more behind them. */
  [BEFORE]?: string | undefined;
  readonly instance: Logger;
  /** The object that is logged, the message, the level, the time. */
  readonly arguments: Iterable<unknown>;
}

/** The fields of every line of a logger, as they are written into it: `,"name":"shop"`. */
type Logger = Record<symbol, string>;

/**
 * Says on each line of pino which call it was written in. A line that says so itself stays as it is: by `mixin: callFields`, by
 * fields of a child logger, or by what is logged.
 * @see https://github.com/pinojs/pino/blob/main/docs/diagnostics.md
 */
export const pino: ChannelFamily<'pino'> = {
  name: 'pino',
  subscribe(to) {
    to.on('tracing:pino_asJson:start', (line: Line) => {
      const fields = lineFields();
      if (fields === undefined) return;
      const { instance } = line;
      const place = bindingsOf(instance);
      const bindings = place === undefined ? undefined : instance[place];
      if (place === undefined || typeof bindings !== 'string' || isSaid(line, bindings)) return;
      // The one place where a line takes something that is neither the app's object nor a copy of it.
      line[BEFORE] = bindings;
      instance[place] = bindings + textOf(fields);
    });
    to.on('tracing:pino_asJson:end', (line: Line) => {
      const { [BEFORE]: bindings, instance } = line;
      const place = bindings === undefined ? undefined : bindingsOf(instance);
      if (bindings !== undefined && place !== undefined) instance[place] = bindings;
    });
  },
};

// Each copy of pino has a symbol of its own.
const places = new Set<symbol>();

function bindingsOf(instance: Logger): symbol | undefined {
  for (const place of places) if (place in instance) return place;
  const found = Object.getOwnPropertySymbols(instance).find(({ description }) => description === 'pino.chindings');
  if (found !== undefined) places.add(found);
  return found;
}

/** Also of a line that is written while another one of the same logger is. */
function isSaid({ arguments: [logged] }: Line, bindings: string): boolean {
  return (
    /,"(?:trace_id|call_id)":/.test(bindings) ||
    (typeof logged === 'object' && logged !== null && hasLineFields(logged))
  );
}

/** One by one, without a list of them: it runs for every line. */
function textOf({ trace_id, span_id, call_id, fn_name }: CallFields): string {
  // Ids of spans are digits, and one goes with the other.
  const ofSpan = trace_id === undefined ? '' : `,"trace_id":"${trace_id}","span_id":"${span_id}"`;
  return call_id === undefined
    ? ofSpan
    : `${ofSpan},"call_id":${JSON.stringify(call_id)},"fn_name":${JSON.stringify(fn_name)}`;
}
