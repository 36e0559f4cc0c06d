// Renders results as the README beside them. The tables are made of the data and never edited.
import { OBSERVED_PEERS } from './observed-peers.mjs';
import { CAPACITY, OBSERVED_TASKS } from './observed-tasks.mjs';
import { PEERS } from './peers.mjs';
import { TASKS } from './tasks.mjs';
import { TRACED_PEERS } from './traced-peers.mjs';
import { TRACED_TASKS } from './traced-tasks.mjs';

const AGAINST = ['OpenTelemetry', 'prom-client'];

const BY_HAND = 'OpenTelemetry by hand, sampled';

export function render({ machine, rounds, recording, tracing, observing, importing, floors }) {
  return `# What recording, tracing and observing cost

Written by \`npm run bench\`; edit nothing here.
${machine.cpu}, ${machine.cores} cores, Node ${machine.node}, ${machine.date}.

Median over ${rounds} fresh processes of the median over 11 samples, all peers interleaved in one run. Attributes are a
new object per call, as an app writes them; OpenTelemetry and \`instruments\` are the real SDK with a reader. Ratios
carry over to other machines, times do not.

## Nanoseconds per record

${table(
  ['', ...Object.keys(PEERS)],
  tasks(([task, title]) => [title, ...peers((peer) => recording[task][peer])]),
)}

${AGAINST.map(
  (rival) => `## Times faster than ${rival}

${table(
  ['', ...Object.keys(PEERS).filter((peer) => peer !== rival)],
  tasks(([task, title]) => [
    title,
    ...peers((peer) => (peer === rival ? undefined : times(recording[task][rival] / recording[task][peer]))),
  ]),
)}`,
).join('\n\n')}

## Nanoseconds per traced call

A call of a function that does some operations, each of which is timed and noted. By hand: \`startActiveSpan\`,
\`addEvent\` per operation, \`setAttributes\`, \`end\`, with as many attributes as Portcall gives: eight of the span and five of
each event. Spans go through a batch processor to an exporter that sends nowhere. Portcall keeps every call in its log,
sampled or not. autometrics counts calls and notes no operations. What the floors compare is measured in three times as
many processes as the rest.

${table(
  ['', ...tracedPeers(tracing)],
  tracedTasks(([task, title]) => [title, ...tracedPeers(tracing).map((peer) => tracing.calls[task][peer] ?? '')]),
)}

## Times faster than ${BY_HAND}

${table(
  ['', ...tracedPeers(tracing).filter((peer) => peer !== BY_HAND)],
  tracedTasks(([task, title]) => [
    title,
    ...tracedPeers(tracing)
      .filter((peer) => peer !== BY_HAND)
      .map((peer) => quotient(tracing.calls[task][BY_HAND], tracing.calls[task][peer])),
  ]),
)}

## A full trace log

${table(
  ['capacity', 'nanoseconds per push', 'bytes grown with a million pushes'],
  Object.entries(tracing.log).map(([capacity, { nanoseconds, grownBytes }]) => [capacity, nanoseconds, grownBytes]),
)}

## Nanoseconds per published event

\`ObserverRegistry\` gives each subscriber a bounded channel of ${CAPACITY}; the listeners of the others push onto an array bounded by
hand. Those who read do so in between, outside of what is measured.
emittery calls its listeners later, which is measured.

${table(
  ['', ...observedPeers(observing)],
  observedTasks(([task, title]) => [title, ...observedPeers(observing).map((peer) => observing[task][peer] ?? '')]),
)}

## Milliseconds to import

${table(
  ['package', 'ms'],
  Object.entries(importing).map(([name, ms]) => [`\`${name}\``, ms]),
)}

## Floors

\`npm run bench -- --check\` fails when one of them does not hold.

${table(
  ['', 'wanted', 'found', ''],
  floors.map(({ what, wanted, found, holds }) => [what, wanted, found, holds ? 'holds' : 'MISSED']),
)}
`;
}

function tasks(row) {
  return Object.entries(TASKS).map(([task, { title }]) => row([task, title]));
}

function peers(cell) {
  return Object.keys(PEERS)
    .map(cell)
    .filter((value) => value !== undefined);
}

/** Without those that could not be installed. */
function tracedPeers({ calls }) {
  return Object.keys(TRACED_PEERS).filter((peer) => Object.values(calls).some((call) => peer in call));
}

function tracedTasks(row) {
  return Object.entries(TRACED_TASKS).map(([task, { title }]) => row([task, title]));
}

function observedPeers(observing) {
  return Object.keys(OBSERVED_PEERS).filter((peer) => Object.values(observing).some((task) => peer in task));
}

function observedTasks(row) {
  return Object.entries(OBSERVED_TASKS).map(([task, { title }]) => row([task, title]));
}

function quotient(rival, own) {
  return own === undefined ? '' : times(rival / own);
}

function times(ratio) {
  if (ratio >= 10) return ratio.toFixed(0);
  return ratio >= 1 ? ratio.toFixed(1) : ratio.toFixed(2);
}

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, index) => (index === 0 ? '---' : '---:'));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}
