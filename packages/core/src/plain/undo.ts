/** Takes back what was done, once called or at the end of a `using` block. Calling it again does nothing. */
export type Undo = (() => void) & Disposable;

export function undoOf(takeBack: () => void): Undo {
  return Object.assign(takeBack, { [Symbol.dispose]: takeBack });
}
