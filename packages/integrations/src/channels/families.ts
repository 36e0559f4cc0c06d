import { DATABASES, type DatabaseFamily } from './databases/databases.js';
import type { ChannelFamily } from './family.js';
import { MODELS, type ModelFamily } from './models/models.js';
import { REQUESTS, type RequestFamily } from './requests/requests.js';

export type FamilyName = DatabaseFamily | ModelFamily | RequestFamily;

/** All families there are. */
export const FAMILIES: readonly ChannelFamily<FamilyName>[] = [...DATABASES, ...REQUESTS, ...MODELS];
