import { processWide } from '../plain/process-wide.js';
import { type Undo, undoOf } from '../plain/undo.js';
import { shown } from './shown.js';
import { whenRejected } from './when-rejected.js';

/** Takes lines instead of stderr, each as one text: loggers of pino and winston fit, and `console`. */
export interface Logger {
  /** Something was lost, refused, or cannot be delivered. */
  warn(line: string): unknown;
  /** Something is well again. */
  info(line: string): unknown;
}

export interface LinesOptions {
  /** Gets the lines instead of stderr; where it throws or rejects, the line goes to stderr. @default stderr */
  readonly logger?: Logger | undefined;
  /** Whether no line is written at all. Everything is counted and told to listeners all the same. @default false */
  readonly quiet?: boolean;
  /** Of which kind the least important lines are that are written. @default 'info' */
  readonly level?: keyof Logger;
}

// Undefined again where the end of a test environment has emptied its globals, as Jest's does.
const outlet = processWide<{ to?: LinesOptions | undefined }>('problem-lines', () => ({}));

/**
 * Says where lines go from now on, for the whole process: to the logger, to nobody, or to stderr.
 * @returns undo: they go where they went before, unless somebody else has said so since
 */
export function linesTo(to: LinesOptions): Undo {
  const before = outlet.to;
  outlet.to = to;
  return undoOf(() => {
    if (outlet.to === to) outlet.to = before;
  });
}

/** Writes one line. Never throws. */
export function writeLine(level: keyof Logger, message: string, cause?: unknown): void {
  const { logger, quiet = false, level: least = 'info' } = outlet.to ?? {};
  if (quiet || (least === 'warn' && level === 'info')) return;
  const line = cause === undefined ? `portcall: ${message}` : `portcall: ${message} (${shown(cause)})`;
  if (logger === undefined) {
    toStderr(line);
    return;
  }
  try {
    whenRejected(logger[level](line), () => toStderr(line));
  } catch {
    toStderr(line);
  }
}

function toStderr(line: string): void {
  try {
    console.warn(line);
  } catch {
    // A closed or replaced console is the last thing that may reach the app.
  }
}
