import { diag } from '@opentelemetry/api';
import { onProblem } from '@portcall/core';
import { processWide, shown } from '@portcall/core/internal';

const relay = processWide<{ stop: (() => void) | undefined }>('otel.diag', () => ({ stop: undefined }));

/**
 * Says every problem to OpenTelemetry's `diag` too, at level warn. It goes to stderr all the same: `diag` is silent
 * until somebody sets a logger. Once per process, however often it is called.
 */
export function reportProblemsToDiag(): void {
  relay.stop ??= onProblem(
    // In words: a logger that prints to a terminal would print what was thrown as it is, escape sequences included.
    ({ message, cause }) => diag.warn(`portcall: ${message}${cause === undefined ? '' : ` (${shown(cause)})`}`),
    { insteadOfStderr: false },
  );
}
