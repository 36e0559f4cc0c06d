/** Lets everything else in the process have its turn. */
export function turn(): Promise<void> {
  return new Promise((resolve) => inNextTurn(resolve));
}

/** Calls it once everything else in the process has had its turn. */
export function inNextTurn(then: () => void): void {
  // Asked each time: it is there as late as tests with a clock of their own put theirs.
  if (typeof setImmediate === 'function') setImmediate(then);
  else setTimeout(then, 0);
}
