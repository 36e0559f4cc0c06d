// Renders results as the README beside them. The tables are made of the data and never edited.
import { PEERS } from './peers.mjs';
import { TASKS } from './tasks.mjs';

const AGAINST = ['OpenTelemetry', 'prom-client'];

export function render({ machine, rounds, recording, importing, floors }) {
  return `# What recording costs

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

function times(ratio) {
  if (ratio >= 10) return ratio.toFixed(0);
  return ratio >= 1 ? ratio.toFixed(1) : ratio.toFixed(2);
}

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, index) => (index === 0 ? '---' : '---:'));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}
