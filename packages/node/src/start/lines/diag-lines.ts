import { type DiagLogger, DiagLogLevel, diag } from '@opentelemetry/api';
import { writeLine } from '@portcall/core/internal';
import type { LogLevel } from '../../settings/environment/log-level.js';

/**
 * Writes what OpenTelemetry says of itself where our own lines go, as far as the level lets it. A logger that somebody has set
 * stays. @returns undo
 */
export function diagLines(level: LogLevel): () => void {
  if (hasLogger()) return () => {};
  const toWarn = (...said: readonly unknown[]): void => line('warn', said);
  const toInfo = (...said: readonly unknown[]): void => line('info', said);
  const logger: DiagLogger = { error: toWarn, warn: toWarn, info: toInfo, debug: toInfo, verbose: toInfo };
  diag.setLogger(logger, { logLevel: DiagLogLevel[level.toUpperCase() as keyof typeof DiagLogLevel] });
  return () => diag.disable();
}

function hasLogger(): boolean {
  const api = (globalThis as Record<symbol, unknown>)[Symbol.for('opentelemetry.js.api.1')];
  return (api as { readonly diag?: unknown } | undefined)?.diag !== undefined;
}

/** What we say of ourselves is a line already, beside being said to `diag`. */
function line(level: 'warn' | 'info', said: readonly unknown[]): void {
  const text = said.map((one) => (one instanceof Error ? one.message : String(one))).join(' ');
  if (!text.startsWith('portcall: ')) writeLine(level, text);
}
