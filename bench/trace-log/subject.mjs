import { atMost, numberOf } from '../harness/floor.mjs';
import { tableOf } from '../harness/table.mjs';

const titles = { 100: 'of 100', 100000: 'of 100,000' };

export const traceLog = {
  rows: Object.keys(titles).map((task) => ({ task, peer: 'TraceLog', home: 'ours', program: 'trace-log/measure.mjs' })),

  floors(found) {
    const [small, large] = Object.keys(titles).map((task) => numberOf(found, task, 'TraceLog', 'nanoseconds'));
    const grown = Object.keys(titles).map((task) => numberOf(found, task, 'TraceLog', 'grownBytes'));
    return [
      atMost(
        'what a push costs in a full log of 100,000 calls, against one of 100',
        Number((large / small).toFixed(1)),
        3,
        'times',
      ),
      atMost('what full logs grow by with a million pushes', Math.max(...grown), 65_536, 'B'),
    ];
  },

  report: (found) => `## A full trace log

Nanoseconds per push:

${tableOf(found, { titles, name: 'nanoseconds' })}

Bytes that the process grew by with a million pushes:

${tableOf(found, { titles, name: 'grownBytes' })}`,
};
