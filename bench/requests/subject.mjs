import { atLeast, numberOf, shownRatio } from '../harness/floor.mjs';
import { table, tableOfPeers } from '../harness/table.mjs';
import { ONLOOKERS } from './peers.mjs';

const TITLES = { 'not sampled': 'Not sampled', sampled: 'Sampled, and delivered' };
const COLUMNS = {
  perSecond: 'requests a second',
  cpuMicros: 'CPU of the process per request, µs',
  p99Ms: 'p99, ms',
};

const program = 'requests/measure.mjs';
const rows = Object.keys(TITLES).flatMap((task) =>
  Object.keys(ONLOOKERS).map((peer) => ({ task, peer, home: 'shop', program, mostRounds: 5 })),
);

export const requests = {
  rows,

  floors(found) {
    const of = (task, peer) => numberOf(found, task, peer, 'perSecond');
    const least = { 'not sampled': 0.95, sampled: 0.88 };
    return Object.entries(least).flatMap(([task, part]) => [
      atLeast(`requests a second, ${task}, against nothing`, of(task, 'Portcall'), of(task, 'nothing'), part),
      ...['OpenTelemetry', 'dd-trace'].map((peer) =>
        atLeast(`requests a second, ${task}, against ${peer}`, of(task, 'Portcall'), of(task, peer), 1),
      ),
    ]);
  },

  report: (found) => `## Requests of an application

The storefront of \`examples/\`, which has no line of telemetry in it: Fastify, PostgreSQL through Kysely, Redis, BullMQ, a model call and
pino, four kinds of requests in turn over 16 connections, from another process on the same machine. Each peer is loaded before the
application, as its documentation says; OpenTelemetry is its auto-instrumentations. What the client, PostgreSQL and Redis take of the
machine is in the requests a second, and not in the CPU.

${Object.keys(TITLES)
  .filter((task) => task in found)
  .map((task) => `${TITLES[task]}:\n\n${tableOfPeers(found[task], COLUMNS)}\n\n${beside(found[task])}`)
  .join('\n\n')}`,
};

/** What is left of the requests a second that are answered while nobody looks on. */
function beside(peers) {
  const alone = peers.nothing?.perSecond ?? Number.NaN;
  const others = Object.entries(peers).filter(([peer]) => peer !== 'nothing');
  return table(
    ['', ...others.map(([peer]) => peer)],
    [
      [
        'requests a second, of those with nothing',
        ...others.map(([, numbers]) => shownRatio(numbers.perSecond / alone)),
      ],
    ],
  );
}
