import { atLeast, numberOf } from '../harness/floor.mjs';
import { tableOf } from '../harness/table.mjs';
import { TRACED_PEERS } from './peers.mjs';
import { TRACED_TASKS } from './tasks.mjs';

const DELIVERING = ['Portcall', 'OpenTelemetry by hand'];
const KEEPING = Object.keys(TRACED_PEERS).filter((peer) => !DELIVERING.includes(peer));
const titles = Object.fromEntries(Object.entries(TRACED_TASKS).map(([task, { title }]) => [task, title]));

const rows = Object.entries(TRACED_TASKS).flatMap(([task, { delivered }]) =>
  (delivered ? DELIVERING : KEEPING).map((peer) => ({
    task,
    peer,
    home: TRACED_PEERS[peer].home,
    program: delivered ? 'calls/measure-delivery.mjs' : 'calls/measure-time.mjs',
  })),
);

export const calls = {
  rows,

  floors(found) {
    const micros = (peer) => numberOf(found, 'async-3-delivered', peer, 'cpuMicros');
    const notSampled = (task) =>
      atLeast(
        `a call that is not sampled, ${titles[task]}, against the same by hand with OpenTelemetry, sampled and sent nowhere`,
        numberOf(found, task, 'OpenTelemetry by hand, sent nowhere', 'nanoseconds'),
        numberOf(found, task, 'Portcall, not sampled', 'nanoseconds'),
        4,
      );
    return [
      atLeast(
        'a sampled call, async, 3 operations, CPU until delivered, against the same by hand with OpenTelemetry in protobuf',
        micros('OpenTelemetry by hand'),
        micros('Portcall'),
        3,
      ),
      notSampled('sync-3'),
      notSampled('async-3'),
    ];
  },

  report: (found) => `## Traced calls

A call of a function that does some operations, each of which is timed and noted. By hand: \`startActiveSpan\`,
\`addEvent\` per operation, \`setAttributes\`, \`end\`, with as many attributes as Portcall gives: eight of the span and five of
each event. Portcall keeps every call in its log, sampled or not. autometrics counts calls and notes no operations.

CPU microseconds of a sampled call until its span is delivered to a receiver in another process:

${tableOf(found, { titles: only('cpuMicros', found), name: 'cpuMicros' })}

Bytes of its span over OTLP:

${tableOf(found, { titles: only('bytes', found), name: 'bytes' })}

Nanoseconds of a call whose span is not sent:

${tableOf(found, { titles: only('nanoseconds', found), name: 'nanoseconds' })}`,
};

function only(name, found) {
  const isDelivered = name !== 'nanoseconds';
  const tasks = Object.keys(titles).filter((task) => task in found);
  return Object.fromEntries(
    tasks.filter((task) => (TRACED_TASKS[task].delivered ?? false) === isDelivered).map((task) => [task, titles[task]]),
  );
}
