import type { ChannelFamily } from '../family.js';
import { got } from './got.js';
import { httpClient } from './http-client.js';
import { undici } from './undici.js';

export type RequestFamily = 'http-client' | 'undici' | 'got';

/** Those whose requests become spans, and carry the trace on. */
export const REQUESTS: readonly ChannelFamily<RequestFamily>[] = [httpClient, undici, got];
