import { DATABASES, type DatabaseFamily } from './databases/databases.js';
import type { ChannelFamily } from './family.js';
import { JOBS, type JobFamily } from './jobs/jobs.js';
import { REQUESTS, type RequestFamily } from './requests/requests.js';
import { SERVERS, type ServerFamily } from './servers/servers.js';

export type FamilyName = DatabaseFamily | JobFamily | RequestFamily | ServerFamily;

/** All families there are. */
export const FAMILIES: readonly ChannelFamily<FamilyName>[] = [...DATABASES, ...JOBS, ...REQUESTS, ...SERVERS];
