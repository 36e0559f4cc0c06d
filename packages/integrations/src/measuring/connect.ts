import { processWide } from '@portcall/core/internal';
import { followed, Measurement, observingCall } from './measurement.js';

// A query builder throws on what its driver has thrown, and both may be traced.
const reported = processWide('integrations.connect', () => new WeakSet<object>());

/**
 * Looks on while a connection is opened or borrowed. Where that fails, `connect` has failed: no statement was sent that could
 * be reported instead. One that succeeds is no operation.
 */
export function connecting<T>(system: string, run: () => T): T {
  const failed = connectStarting(system);
  return failed === undefined ? run() : followed(run, { succeeded: () => undefined, failed });
}

/** What is to be told the error of a connection, or undefined outside of a call. */
export function connectStarting(system: string): ((thrown: unknown) => void) | undefined {
  const call = observingCall();
  if (call === undefined) return undefined;
  const measurement = new Measurement(call, { op: 'connect', entity: '', system });
  return (thrown) => {
    if (isFirstSeen(thrown)) measurement.failed(thrown);
  };
}

function isFirstSeen(thrown: unknown): boolean {
  if (typeof thrown !== 'object' || thrown === null) return true;
  if (reported.has(thrown)) return false;
  reported.add(thrown);
  return true;
}
