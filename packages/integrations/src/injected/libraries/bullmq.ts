import type { InjectedLibrary } from '../library.js';

export const bullmq: InjectedLibrary = {
  name: 'bullmq',
  majors: [5, 6],
  places: [
    // What queues and workers have in common.
    { what: 'queue', files: bothOf('queue-base'), at: { className: 'QueueBase' } },
    { what: 'worker', files: bothOf('worker'), at: { className: 'Worker' } },
    { what: 'flow-producer', files: bothOf('flow-producer'), at: { className: 'FlowProducer' } },
  ],
};

/** Node takes the first one, bundlers the second. */
function bothOf(file: string): string[] {
  return [`dist/cjs/classes/${file}.js`, `dist/esm/classes/${file}.js`];
}
