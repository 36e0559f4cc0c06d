import type { ObservedRequest } from './observing/observed-request.js';

/** The request of node:http that was begun last: libraries that are built on it tell more of it at once. */
export const newest: { request: ObservedRequest | undefined } = { request: undefined };
