import type { InjectedLibrary } from '../library.js';

/** Tasks that run where they are made, which is the process of its own too that a file is run in. */
export const nodeCron: InjectedLibrary = {
  name: 'node-cron',
  majors: [4, 4],
  places: [
    {
      what: 'task',
      files: [
        ...['dist/_shared.cjs', 'dist/_shared.js'],
        ...['dist/tasks/inline-scheduled-task.cjs', 'dist/tasks/inline-scheduled-task.js'],
        ...['dist/cjs/tasks/inline-scheduled-task.js', 'dist/esm/tasks/inline-scheduled-task.js'],
      ],
      at: { className: 'InlineScheduledTask' },
    },
  ],
};
