import { report } from '@portcall/core';
import { calls, entering } from './async-context.js';
import type { Call } from './call.js';

const apply: <T>(body: Body<T>, self: unknown, args: unknown[]) => T = Reflect.apply;

// Functions take any arguments: `unknown` ones would fit none that declares its own.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Body<T> = (this: any, ...args: any[]) => T;

/**
 * Runs a part of a call's code: `currentCall()` is the call, and spans opened inside are children of its span. Runs it
 * once, and gives what it gives, whatever the span port does.
 */
export function runInCall<T>(call: Call, body: Body<T>, self?: unknown, args: unknown[] = []): T {
  return call.isCarried
    ? calls.run(call, apply<T>, body, self, args)
    : calls.run(call, applyInSpan<T>, call, body, self, args);
}

/** Runs the function of a call that was entered, as far as the runtime could do that. */
export function applyInCall<T>(call: Call, body: Body<T>, self: unknown, args: unknown[]): T {
  return entering.works ? applyInSpan(call, body, self, args) : runInCall(call, body, self, args);
}

/** Runs a function inside the call's span, where that has something of its own to put around it. */
function applyInSpan<T>(call: Call, body: Body<T>, self: unknown, args: unknown[]): T {
  return runInSpan(call, () => apply(body, self, args));
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
  report({
    key: 'call.span',
    about: fnName,
    message: `${fnName}: its span failed around the code; the code goes on without it; fix the error`,
    cause,
  });
}
