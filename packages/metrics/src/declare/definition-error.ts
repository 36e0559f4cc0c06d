import type { Fix } from '../checks/fix.js';

/** Why a catalog is refused: `<what>: <what is wrong>; <what to do>`. */
export class DefinitionError extends Error {
  override readonly name = 'DefinitionError';

  constructor(
    message: string,
    /** What can be written instead, the best first. Each has passed every check; empty where only the author can say. */
    readonly fixes: readonly Fix[] = [],
  ) {
    super(message);
  }
}
