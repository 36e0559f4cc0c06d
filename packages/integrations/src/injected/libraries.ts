import { pg, pgPool } from './libraries/pg.js';
import type { InjectedLibrary } from './library.js';

/** All that is injected. */
export const LIBRARIES: readonly InjectedLibrary[] = [pg, pgPool];
