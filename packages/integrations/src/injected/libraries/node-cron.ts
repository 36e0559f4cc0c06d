import type { InjectedLibrary } from '../library.js';

export const nodeCron: InjectedLibrary = {
  name: 'node-cron',
  majors: [4, 4],
  places: [{ what: 'task', files: ['dist/node-cron.cjs', 'dist/node-cron.js'], at: { functionName: 'createTask' } }],
};
