import { DATABASES, type DatabaseFamily } from './databases/databases.js';
import type { ChannelFamily } from './family.js';

export type FamilyName = DatabaseFamily;

/** All families there are. */
export const FAMILIES: readonly ChannelFamily<FamilyName>[] = [...DATABASES];
