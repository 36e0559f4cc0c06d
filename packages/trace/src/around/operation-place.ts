import { calls, NOWHERE, type Place } from '../running/async-context.js';

/*
 * Whether the own code of a client runs is kept where the call is kept: on Node 20 a second storage costs every await of the
 * application 90 ns, beside 110 ns for the first one (docs/decisions/0020).
 */

/** Where an operation of that call runs: here, and inside of it. Undefined: here, and in none. */
export function placeOfOperation(operationOf: object | undefined, here: Place = calls.getStore() ?? NOWHERE): Place {
  const { call, next, silent, context, scope } = here;
  return here.operationOf === operationOf ? here : { call, next, silent, context, scope, operationOf };
}

/** Runs what a client does for an operation of that call; undefined for what an app does again in between. */
export function runInOperation<T>(operationOf: object | undefined, body: () => T): T {
  return calls.run(placeOfOperation(operationOf), body);
}
