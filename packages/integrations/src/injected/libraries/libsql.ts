import type { InjectedLibrary, InjectedPlace } from '../library.js';

/** One client for each of its protocols. */
export const libsql: InjectedLibrary = {
  name: '@libsql/client',
  family: 'libsql',
  majors: [0, 0],
  places: [clientIn('sqlite3', 'Sqlite3Client'), clientIn('http', 'HttpClient'), clientIn('ws', 'WsClient')],
};

function clientIn(file: string, className: string): InjectedPlace {
  return { what: 'client', files: [`lib-cjs/${file}.js`, `lib-esm/${file}.js`], at: { className } };
}
