import { DATABASES, type DatabaseFamily } from './databases/databases.js';
import type { ChannelFamily } from './family.js';
import { SERVERS, type ServerFamily } from './servers/servers.js';

export type FamilyName = DatabaseFamily | ServerFamily;

/** All families there are. */
export const FAMILIES: readonly ChannelFamily<FamilyName>[] = [...DATABASES, ...SERVERS];
