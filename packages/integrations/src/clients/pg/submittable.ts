import { safely } from '@portcall/core/internal';
import type { AnyFunction, CurrentCall } from '@portcall/trace';
import { Measurement, type Operation } from '../../measuring/measurement.js';
import { replaceMethod } from '../../measuring/patch.js';
import { Stopwatch } from '../../measuring/stopwatch.js';

/** An object that speaks the protocol itself: `pg.Query`, `pg-cursor`, `pg-query-stream`. */
export interface Submittable {
  readonly text?: unknown;
  submit: AnyFunction;
}

export function isSubmittable(config: unknown): config is Submittable {
  return typeof config === 'object' && config !== null && typeof (config as { submit?: unknown }).submit === 'function';
}

/** Such an object is told by the client what comes back, and that is what is listened to. */
export function submitted(
  call: CurrentCall,
  operation: Operation,
  submittable: Submittable,
  run: () => unknown,
): unknown {
  const measurement = new Measurement(call, operation);
  const watch = watchOf(submittable);
  let returned = 0;
  let touched: number | undefined;
  heardBy(submittable, 'handleDataRow', () => {
    returned += 1;
  });
  heardBy(submittable, 'handleCommandComplete', (message) => {
    touched = touchedBy(message) ?? touched;
  });
  heardBy(submittable, 'handleError', (error) => measurement.failed(error, watch.spentMs));
  heardBy(submittable, 'handleReadyForQuery', () =>
    measurement.succeeded(() => (returned > 0 || operation.op === 'query' ? returned : touched), watch.spentMs),
  );
  return run();
}

/** Runs as long as the server owes an answer: what is read batch by batch waits for its reader in between. */
function watchOf(submittable: Submittable): Stopwatch {
  const watch = new Stopwatch();
  watch.start();
  // A pg-query-stream reads by the cursor it holds.
  const { cursor = submittable } = submittable as { readonly cursor?: object };
  if (typeof (cursor as { readonly read?: unknown }).read !== 'function') return watch;
  let waiting = 0;
  const stopUnlessWaiting = (): void => {
    if (waiting === 0) watch.stop();
  };
  heardBy(cursor, 'read', () => {
    waiting += 1;
    watch.start();
  });
  heardBy(cursor, 'close', () => watch.start());
  heardBy(submittable, 'handleRowDescription', stopUnlessWaiting);
  heardBy(submittable, 'handlePortalSuspended', () => {
    waiting -= 1;
    stopUnlessWaiting();
  });
  return watch;
}

function heardBy(target: object, method: string, heard: (message: unknown) => void): void {
  replaceMethod(target, method, (handle) => (...args: unknown[]): unknown => {
    safely('call.integration', 'the listener of pg', () => heard(args[0]));
    return Reflect.apply(handle, target, args);
  });
}

/** From the server's words: `INSERT 0 2`, `UPDATE 1`, `BEGIN`. */
function touchedBy(message: unknown): number | undefined {
  const { text } = message as { readonly text?: unknown };
  const count = typeof text === 'string' ? / (\d+)$/.exec(text) : null;
  return count === null ? undefined : Number(count[1]);
}
