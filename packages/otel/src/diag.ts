import { diag } from '@opentelemetry/api';
import { onNotice, onProblem } from '@portcall/core';
import { processWide, shown } from '@portcall/core/internal';

const relay = processWide<{ stop: (() => void) | undefined }>('otel.diag', () => ({ stop: undefined }));

/**
 * Says every problem to OpenTelemetry's `diag` too, at level warn, and every notice at level info. They go to stderr all the
 * same: `diag` is silent until somebody sets a logger. Once per process, however often it is called.
 */
export function reportProblemsToDiag(): void {
  relay.stop ??= relayed();
}

function relayed(): () => void {
  const stops = [
    // In words: a logger that prints to a terminal would print what was thrown as it is, escape sequences included.
    onProblem(
      ({ message, cause }) => diag.warn(`portcall: ${message}${cause === undefined ? '' : ` (${shown(cause)})`}`),
      BESIDE_STDERR,
    ),
    onNotice(({ message }) => diag.info(`portcall: ${message}`), BESIDE_STDERR),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

const BESIDE_STDERR = { insteadOfStderr: false };
