export { Account, type Balance, type DropReason } from './account.js';
export { Endpoint, type EndpointOptions } from './endpoint.js';
export type { Entry } from './entry.js';
export type { Outage } from './outage-watch.js';
export { Outbox, type OutboxListener, type OutboxOptions } from './outbox.js';
export type { Halve } from './poison-search.js';
export type { Answer, Delivered, Failure, NotNow, Refused, Sender, SendOptions } from './sender.js';
export type { Spool, SpooledEntry } from './spool.js';
