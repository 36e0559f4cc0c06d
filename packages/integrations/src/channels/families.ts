import { DATABASES, type DatabaseFamily } from './databases/databases.js';
import type { ChannelFamily } from './family.js';
import { REQUESTS, type RequestFamily } from './requests/requests.js';

export type FamilyName = DatabaseFamily | RequestFamily;

/** All families there are. */
export const FAMILIES: readonly ChannelFamily<FamilyName>[] = [...DATABASES, ...REQUESTS];
