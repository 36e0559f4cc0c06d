import { processWide } from '@portcall/core/internal';

// By identity, so that nothing is ours by accident: what a wrapper spreads, inherits or forwards is not.
const own = processWide<WeakSet<object>>('metrics.recorders', () => new WeakSet());

/** Marks a recorder as ours: it has `definition` and `with`, and nothing it does throws or rejects. */
export function ownRecorder<R extends object>(recorder: R): Readonly<R> {
  own.add(recorder);
  return Object.freeze(recorder);
}

/** Whether a copy of this package in this process made it. */
export function isOwnRecorder(recorder: object): boolean {
  return own.has(recorder);
}
