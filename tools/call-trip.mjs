// Which of our files one traced call runs through, from its function to the span that waits in the queue: async, sampled, with
// operations, registered as an application does it. V8 counts the functions that run, and the source maps of what is built say whose
// they are. `node tools/call-trip.mjs` prints the files as JSON, by package.

import { readFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { createRequire, SourceMap } from 'node:module';
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const PACKAGES = fileURLToPath(new URL('../packages/', import.meta.url));
const WARM_UP = 1_000; // so much that whatever is done once in a while is not done in the one that counts

const require = createRequire(new URL('../packages/node/package.json', import.meta.url));
const { registerInstrumentation } = require('@portcall/node');
const { otlp } = require('@portcall/exporters');
const { op, traced } = require('@portcall/trace');

const telemetry = registerInstrumentation({
  serviceName: 'trip',
  // Nobody listens there: the trip ends in the queue.
  exporters: [otlp({ url: 'http://127.0.0.1:9' })],
  shutdownOn: [],
});
const placeBid = traced('placeBid', { type: 'mutation' }, async (bid) => {
  await null;
  for (let i = 0; i < 3; i += 1) op('get', 'Lot', () => [1, 2, 3]);
  return bid;
});

const session = new Session();
session.connect();
await session.post('Profiler.enable');
for (let i = 0; i < WARM_UP; i += 1) await placeBid({ lot: 'a' });
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
await placeBid({ lot: 'b' });
const { result } = await session.post('Profiler.takePreciseCoverage');
await session.post('Profiler.stopPreciseCoverage');

console.log(JSON.stringify(byPackage(new Set(result.flatMap(filesOf)))));
if (telemetry.traces.totalCount !== WARM_UP + 1) throw new Error('not every call was traced');
process.exit();

/** Source files of the functions that ran. */
function filesOf({ url, functions }) {
  const path = url.startsWith('file:') ? fileURLToPath(url) : url;
  if (!path.startsWith(PACKAGES)) return [];
  const text = readFileSync(path, 'utf8');
  const map = new SourceMap(JSON.parse(readFileSync(`${path}.map`, 'utf8')));
  return functions
    .filter(({ ranges: [range] }) => range.count > 0)
    .map(({ ranges: [{ startOffset }] }) => {
      const before = text.slice(0, startOffset).split('\n');
      const { originalSource } = map.findEntry(before.length - 1, before.at(-1).length);
      return relative(PACKAGES, resolve(dirname(path), originalSource));
    });
}

function byPackage(files) {
  const parts = [...files].sort().map((file) => file.split('/'));
  const packages = [...new Set(parts.map(([name]) => name))];
  const filesIn = (name) => parts.filter(([of]) => of === name).map(([, , ...rest]) => rest.join('/'));
  return Object.fromEntries(packages.map((name) => [name, filesIn(name)]));
}
