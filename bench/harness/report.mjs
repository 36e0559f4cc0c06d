// Renders what was found on each version of Node as the README beside it. The tables are made of the data and never edited.
import { SUBJECTS } from './subjects.mjs';
import { table } from './table.mjs';

/** @param all one per version of Node, as results/*.json hold them */
export function render(all) {
  return `# What recording, exporting and tracing cost

Written by \`npm run bench\`; edit nothing here.

${all.length === 0 ? 'Nothing has been measured yet.' : [machines(all), floors(all), ...all.map(chapters)].join('\n\n')}
`;
}

function machines(all) {
  const lines = all.map(
    ({ machine, rounds }) =>
      `- Node ${machine.node}: ${machine.cpu}, ${machine.cores} cores, ${machine.date}, ${rounds} rounds`,
  );
  return `${lines.join('\n')}

Ours are the packed packages, installed and registered as an application does it; beside them OpenTelemetry's SDK 2.12 with its
exporters and prom-client 15. Medians over fresh processes, all of them interleaved in one run. Ratios carry over to other
machines, times do not.`;
}

function floors(all) {
  const everyFloor = all[0].floors.map(({ what, wanted }) => [
    what,
    wanted,
    ...all.map(({ floors: found }) => shownFloor(found.find((floor) => floor.what === what))),
  ]);
  return `## Floors

\`npm run bench -- --check\` fails when one of them does not hold.

${table(['', 'wanted', ...all.map(({ machine }) => `Node ${machine.node}`)], everyFloor)}`;
}

function shownFloor(floor) {
  if (floor === undefined) return '';
  return floor.holds ? floor.found : `**MISSED**: ${floor.found}`;
}

function chapters({ machine, subjects }) {
  const found = Object.keys(SUBJECTS).filter((name) => name in subjects);
  return `# Node ${machine.node}

${found.map((name) => SUBJECTS[name].report(subjects[name])).join('\n\n')}`;
}
