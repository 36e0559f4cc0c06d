import type { InjectedLibrary } from '../library.js';

/** It publishes its commands itself, but of those that waited for a connection not whose they are. */
export const ioredis: InjectedLibrary = {
  name: 'ioredis',
  majors: [5, 6],
  places: [{ what: 'client', files: ['built/Redis.js'], at: { className: 'Redis' } }],
};
