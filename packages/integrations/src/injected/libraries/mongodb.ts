import type { InjectedLibrary } from '../library.js';

/** Every command goes through one method, cursors' and bulk writes' too. Mongoose brings a copy of its own. */
export const mongodb: InjectedLibrary = {
  name: 'mongodb',
  majors: [7, 7],
  places: [
    {
      what: 'command',
      files: ['lib/cmap/connection.js'],
      at: { className: 'Connection', methodName: 'command', kind: 'Async' },
    },
    { what: 'session', files: ['lib/sessions.js'], at: { className: 'ClientSession' } },
  ],
};
