export { Account, type Balance, type DropReason } from './account.js';
export type { Entry } from './entry.js';
export type { Answer, Delivered, Failure, NotNow, Refused, Sender, SendOptions } from './sender.js';
export { type FileSpoolOptions, fileSpool } from './spool/file-spool.js';
export type { Spool, SpooledEntry } from './spool.js';
