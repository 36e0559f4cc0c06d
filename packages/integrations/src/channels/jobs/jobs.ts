import type { ChannelFamily } from '../family.js';
import { bullmq } from './bullmq.js';

export type JobFamily = 'bullmq';

/** Those whose work, put off until later, becomes calls of its own. */
export const JOBS: readonly ChannelFamily<JobFamily>[] = [bullmq];
