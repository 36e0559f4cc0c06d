import type { InjectedLibrary } from '../library.js';

export const pg: InjectedLibrary = {
  name: 'pg',
  majors: [8, 8],
  places: [{ what: 'client', files: ['lib/client.js'], at: { className: 'Client' } }],
};

/** A package of its own, which `pg` depends on. */
export const pgPool: InjectedLibrary = {
  name: 'pg-pool',
  family: 'pg',
  majors: [3, 3],
  places: [{ what: 'pool', files: ['index.js'], at: { className: 'Pool' } }],
};
