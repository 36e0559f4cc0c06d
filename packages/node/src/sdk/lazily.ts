import { createRequire } from 'node:module';

/**
 * Loads a dependency of this package when it is first used, synchronously: from ESM, from CommonJS and under `--import`
 * alike.
 */
export const lazily: NodeJS.Require = createRequire(import.meta.url);
