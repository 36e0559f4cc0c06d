import { report } from '@portcall/core';
import type { Call } from './call.js';
import { noSpan } from './span-port.js';
import { calls } from './tracing.js';

/**
 * Runs a part of a call's code: `currentCall()` is the call, and spans opened inside are children of its span. Runs it
 * once, and gives what it gives, whatever the span port does.
 */
export function runInCall<A extends unknown[], T>(call: Call, body: (...args: A) => T, ...args: A): T {
  const { span } = call;
  const isCarried = span === noSpan || span.context !== undefined;
  return isCarried ? calls.run(call, body, ...args) : calls.run(call, runInSpan<T>, call, () => body(...args));
}

type Ending<T> = { readonly value: T } | { readonly thrown: unknown };

function runInSpan<T>(call: Call, body: () => T): T {
  let ending: Ending<T> | undefined;
  const once = (): T => {
    ending ??= endingOf(body);
    if ('thrown' in ending) throw ending.thrown;
    return ending.value;
  };
  try {
    call.span.run(once);
  } catch (cause) {
    const isTheApps = ending !== undefined && 'thrown' in ending && Object.is(ending.thrown, cause);
    if (!isTheApps) spanFailed(call, cause);
  }
  if (ending === undefined) spanFailed(call, new Error('run() did not call the body'));
  return once();
}

function endingOf<T>(body: () => T): Ending<T> {
  try {
    return { value: body() };
  } catch (thrown) {
    return { thrown };
  }
}

function spanFailed({ fnName }: Call, cause: unknown): void {
  report({ key: 'trace.span', message: `${fnName}: its span failed around the code; the code went on without`, cause });
}
