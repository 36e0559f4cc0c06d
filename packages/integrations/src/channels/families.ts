import { DATABASES, type DatabaseFamily } from './databases/databases.js';
import type { ChannelFamily } from './family.js';
import { JOBS, type JobFamily } from './jobs/jobs.js';
import { LOGS, type LogFamily } from './logs/logs.js';
import { MODELS, type ModelFamily } from './models/models.js';
import { REQUESTS, type RequestFamily } from './requests/requests.js';
import { SERVERS, type ServerFamily } from './servers/servers.js';

export type FamilyName = DatabaseFamily | RequestFamily | ServerFamily | JobFamily | LogFamily | ModelFamily;

/** All families there are. */
export const FAMILIES: readonly ChannelFamily<FamilyName>[] = [
  ...DATABASES,
  ...REQUESTS,
  ...SERVERS,
  ...JOBS,
  ...LOGS,
  ...MODELS,
];
