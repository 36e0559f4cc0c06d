import { clipText, quotesAQuery } from '@portcall/core/internal';

// Node's ten frames of an error take about 1,000 characters.
const LONGEST_STACK = 8_192;
const MOST_CAUSES = 8;

/**
 * The stack of what was thrown, and below it those of its causes; undefined for what has none. Never throws.
 *
 * Of an error that quotes a query, as Drizzle's do, only the frames: its text holds the query's parameters.
 */
export function stackOf(thrown: unknown): string | undefined {
  let text = '';
  let error = thrown;
  try {
    for (let depth = 0; isObject(error) && depth <= MOST_CAUSES && text.length < LONGEST_STACK; depth += 1) {
      const stack = ownStack(error);
      if (stack !== undefined) text += text === '' ? stack : `\nCaused by: ${stack}`;
      error = error['cause'];
    }
  } catch {
    // What could be read so far is what there is.
  }
  return text === '' ? undefined : clipText(text, LONGEST_STACK);
}

type Thrown = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Thrown {
  return typeof value === 'object' && value !== null;
}

function ownStack(error: Thrown): string | undefined {
  const { stack } = error;
  if (typeof stack !== 'string' || stack === '') return undefined;
  return quotesAQuery(error) ? withoutText(error, stack) : stack.slice(0, LONGEST_STACK);
}

function withoutText({ name, message }: Thrown, stack: string): string | undefined {
  const start = typeof message === 'string' ? stack.indexOf(message) : -1;
  if (start < 0) return undefined;
  const frames = stack.slice(start + (message as string).length);
  return `${String(name)}${frames.slice(0, LONGEST_STACK)}`;
}
