import type { InjectedLibrary } from '../library.js';

/** Its queries: what they are made by is a function, as which they are handed around. */
export const postgres: InjectedLibrary = {
  name: 'postgres',
  majors: [3, 3],
  places: [{ what: 'query', files: ['cjs/src/query.js', 'src/query.js'], at: { className: 'Query' } }],
};
