const BRAND = Symbol.for('portcall.rollback.v1');

/** What `rollback()` throws: the call took nothing back into the world, on purpose. */
export class RollbackError extends Error {
  override readonly name: string = 'RollbackError';

  constructor(
    /** Why, for programs: `BID_TOO_LOW`. */
    readonly code: string,
    message: string,
  ) {
    super(message);
    // By its brand it is known to every copy of this package in the process.
    Object.defineProperty(this, BRAND, { value: true });
  }
}

/**
 * Leaves the call by throwing, so that a transaction around it rolls back; the call ends as `rolled_back` with this code.
 * @throws RollbackError always
 */
export function rollback(code: string, message: string): never {
  throw new RollbackError(code, message);
}

/** Never throws, whatever was thrown. */
export function isRollbackError(thrown: unknown): thrown is RollbackError {
  try {
    return typeof thrown === 'object' && thrown !== null && BRAND in thrown;
  } catch {
    return false;
  }
}
