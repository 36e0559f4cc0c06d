import { systemClock } from '@portcall/core';
import { identified } from '../../measuring/identity.js';
import { followed, Measurement, type Operation, unobserved } from '../../measuring/measurement.js';
import { observe } from '../../measuring/observe.js';
import { replaceMethod } from '../../measuring/patch.js';
import { followStream } from '../../measuring/streamed.js';
import { onConnection, type ReadOperation } from '../../sql/query-text.js';
import { rowsOf } from './rows.js';

/** Traces one query runner, which has one connection; its transactions are queries of its own. */
export function traceRunner(runner: object, system: string, read: ReadOperation): void {
  const failedToConnect = rememberFailures(runner, 'connect');
  const failing = (operation: Operation, thrown: unknown): Operation =>
    failedToConnect(thrown) ? { op: 'connect', entity: '', system } : operation;

  observe(runner, 'query', (call, run, [text, values]) => {
    const operation = identified(onConnection(read(text), runner), text, values);
    const startedAt = systemClock.monotonic();
    const measurement = new Measurement(call, operation, startedAt);
    return followed(() => unobserved(call, run), {
      succeeded: (result) => measurement.succeeded(() => rowsOf(operation.op, result)),
      failed: (thrown) => new Measurement(call, failing(operation, thrown), startedAt).failed(thrown),
    });
  });
  observe(runner, 'stream', (call, run, [text]) => {
    const operation = read(text);
    const measurement = new Measurement(call, operation);
    return followed(() => unobserved(call, run), {
      succeeded: (stream) => followStream(measurement, stream as object),
      failed: (thrown) => new Measurement(call, failing(operation, thrown)).failed(thrown),
    });
  });
}

/** Tells of what is thrown whether this method has thrown it; where it is called by the app itself it is reported. */
function rememberFailures(runner: object, method: string): (thrown: unknown) => boolean {
  const thrownBy = new WeakSet<object>();
  replaceMethod(runner, method, (original) => (...args: unknown[]): unknown => {
    const run = (): unknown => Reflect.apply(original, runner, args);
    return followed(run, {
      succeeded: () => undefined,
      failed: (thrown) => {
        if (typeof thrown === 'object' && thrown !== null) thrownBy.add(thrown);
      },
    });
  });
  return (thrown) => typeof thrown === 'object' && thrown !== null && thrownBy.has(thrown);
}
