import { report } from '@portcall/core';

/** Says that something came for a call that had ended. */
export function refuseLate(fnName: string, what: string): void {
  report({
    key: 'call.late',
    about: fnName,
    message: `${fnName}: ${what} came after the call had ended; it is not in the trace; await it before returning`,
  });
}

/** Says what could not be read: an app without types may hand over anything. */
export function refuseUnreadable(fnName: string, what: string, cause: unknown): void {
  report({
    key: 'call.unreadable',
    about: fnName,
    message: `${fnName}: ${what} could not be read; it is left out; fix the error`,
    cause,
  });
}
