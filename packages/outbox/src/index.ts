export { Account, type Balance, type DropReason } from './account.js';
export type { Entry } from './entry.js';
export { fetchSender } from './fetch-sender.js';
export type { HttpOptions, ReadAnswer, RequestHeaders } from './http/http-options.js';
export type { TlsOptions } from './http/node/connections.js';
export { type HttpSenderOptions, httpSender } from './http-sender.js';
export type { Answer, Delivered, Failure, NotNow, Refused, Sender, SendOptions } from './sender.js';
export type { Spool, SpooledEntry } from './spool.js';
