import type { ChannelFamily } from '../family.js';
import { ai } from './ai.js';

export type ModelFamily = 'ai';

/** Those that ask language models. */
export const MODELS: readonly ChannelFamily<ModelFamily>[] = [ai];
