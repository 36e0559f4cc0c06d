import { DATABASES, type DatabaseFamily } from './databases/databases.js';
import type { ChannelFamily } from './family.js';
import { JOBS, type JobFamily } from './jobs/jobs.js';

export type FamilyName = DatabaseFamily | JobFamily;

/** All families there are. */
export const FAMILIES: readonly ChannelFamily<FamilyName>[] = [...DATABASES, ...JOBS];
