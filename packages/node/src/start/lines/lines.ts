import type { Logger } from '@portcall/core';
import { checkedFlag, type LinesOptions, shown } from '@portcall/core/internal';
import type { LogLevel } from '../../settings/environment/log-level.js';

export interface LinesOfTelemetry {
  /**
   * Gets the lines that say what goes wrong, and what is well again, instead of stderr: a logger of pino or winston, or anything
   * with `warn()` and `info()`. What it throws or rejects sends the line to stderr. It stays after the shutdown, until the next
   * registration. @default stderr
   */
  readonly logger?: Logger;
  /** Whether no such line is written. All is counted and told to `onProblem()` and observers all the same. @default false */
  readonly quiet?: boolean;
}

/**
 * @param level which lines the environment asks for
 * @throws Error for a logger without warn() and info(), and for what is not a flag
 */
export function linesFrom({ logger, quiet = false }: LinesOfTelemetry, level?: LogLevel): LinesOptions {
  return {
    logger: logger === undefined ? undefined : checkedLogger(logger),
    quiet: checkedFlag(quiet, 'quiet') || level === 'none' || level === 'error',
    level: level === 'warn' ? 'warn' : 'info',
  };
}

function checkedLogger(logger: unknown): Logger {
  const { warn, info } = (logger ?? {}) as Partial<Logger>;
  if (typeof warn === 'function' && typeof info === 'function') return logger as Logger;
  throw new Error(`logger: ${shown(logger)} has not both warn() and info(); give one of pino or winston, or console`);
}
