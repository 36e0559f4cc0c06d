import type { InjectedLibrary } from '../library.js';

/** Both ends: the pool, and what runs in its workers. */
export const piscina: InjectedLibrary = {
  name: 'piscina',
  majors: [5, 5],
  places: [
    { what: 'task', files: ['dist/task_queue/index.js'], at: { className: 'TaskInfo' } },
    { what: 'worker', files: ['dist/worker_pool/index.js'], at: { className: 'WorkerInfo' } },
    { what: 'message', files: ['dist/worker.js'], at: { functionName: 'onMessage' } },
    { what: 'handler', files: ['dist/worker.js'], at: { functionName: 'getHandler' } },
  ],
};
