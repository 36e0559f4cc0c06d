import type { Finding } from '../checks/finding.js';
import type { Fix } from '../checks/fix.js';

/** Why a catalog is refused: `<what>: <what is wrong>; <what to do>`. */
export class DefinitionError extends Error {
  override readonly name = 'DefinitionError';

  constructor(
    message: string,
    /** What can be written instead, the best first. Each has passed every check; empty where only the author can say. */
    readonly fixes: readonly Fix[] = [],
    private readonly all: () => readonly Finding[] = () => [],
  ) {
    super(message);
  }

  /** Every rule that the catalog breaks, of which the message says the first; empty where it could not be read that far. */
  get findings(): readonly Finding[] {
    return this.all();
  }
}
