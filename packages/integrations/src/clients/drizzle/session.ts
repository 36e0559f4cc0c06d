import { type CurrentCall, currentCall } from '@portcall/trace';

/** The call in which a builder was made; the same in every copy of this package. */
export const MADE_BY: unique symbol = Symbol.for('portcall.integrations.made_by');

/** What prepares the queries of a database and runs its transactions. */
export interface Session {
  readonly [MADE_BY]?: CurrentCall;
}

/**
 * Drizzle's builders run when they are awaited, which may be after the call that built them. Each takes the session along from
 * where it is built; within a call it takes one that knows the call.
 */
export function rememberCalls(holder: { readonly session: Session }): void {
  let { session } = holder;
  Reflect.defineProperty(holder, 'session', {
    get: () => madeBy(session, currentCall()),
    set: (other: Session) => {
      session = other;
    },
    enumerable: true,
    configurable: true,
  });
}

function madeBy(session: Session, call: CurrentCall | undefined): Session {
  if (call === undefined) return session;
  return Object.create(session, { [MADE_BY]: { value: call } }) as Session;
}
