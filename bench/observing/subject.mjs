import { atLeast, atMost, numberOf } from '../harness/floor.mjs';
import { tableOf } from '../harness/table.mjs';
import { OBSERVED_PEERS } from './peers.mjs';
import { CAPACITY, OBSERVED_TASKS } from './tasks.mjs';

const titles = Object.fromEntries(Object.entries(OBSERVED_TASKS).map(([task, { title }]) => [task, title]));

// An empty function is what publishing to nobody is held against.
const has = (task, peer) => peer !== 'empty function' || OBSERVED_TASKS[task].subscribers === 0;

const rows = Object.keys(OBSERVED_TASKS).flatMap((task) =>
  Object.keys(OBSERVED_PEERS)
    .filter((peer) => has(task, peer))
    .map((peer) => ({
      task,
      peer,
      home: peer === 'emittery' ? 'peers' : 'ours',
      program: 'observing/measure.mjs',
      nodeArgs: OBSERVED_TASKS[task].nodeArgs,
      mostRounds: 5,
    })),
);

export const observing = {
  rows,

  floors(found) {
    const nanoseconds = (task, peer) => numberOf(found, task, peer, 'nanoseconds');
    const own = (task) => nanoseconds(task, 'ObserverRegistry.emit');
    const toNobody = ['nobody', 'nobody-called'].map((task) => own(task) / nanoseconds(task, 'empty function'));
    return [
      atMost(
        'publishing to nobody, against calling an empty function, with and without inlining',
        Number(Math.max(...toNobody).toFixed(1)),
        3,
        'times',
      ),
      atLeast(
        'publishing to 10 that read, against EventEmitter with bounded arrays',
        nanoseconds('ten', 'EventEmitter'),
        own('ten'),
        1,
      ),
      atLeast(
        'publishing to 10 that are full and drop the newest, against the same',
        nanoseconds('ten-full-newest', 'EventEmitter'),
        own('ten-full-newest'),
        1,
      ),
    ];
  },

  report: (found) => `## Nanoseconds per published event

\`ObserverRegistry\` gives each subscriber a bounded channel of ${CAPACITY}; the listeners of the others push onto an array bounded by
hand. Those who read do so in between, outside of what is measured. emittery calls its listeners later, which is measured.

${tableOf(found, { titles, name: 'nanoseconds' })}`,
};
