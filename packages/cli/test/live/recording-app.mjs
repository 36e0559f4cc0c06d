// Records every metric of the project's catalogs, again and again, so that every relation holds; told so by a signal, it begins
// to count attempts that neither succeed nor fail. Names its endpoint in its first line.

import { prometheus } from '@portcall/exporters';
import { registerInstrumentation } from '@portcall/node';
import { notificationCatalog } from '@portcall/ports';
import * as catalogs from './recorded-catalogs.mjs';

const endpoint = process.env.RECORDING_BY === 'otlp' ? undefined : prometheus();
const telemetry = registerInstrumentation({ serviceName: 'recording', exporters: [endpoint ?? 'otlp'] });
const bound = Object.values(catalogs)
  .filter(({ scope }) => scope !== 'notification')
  .map((catalog) => [catalog, telemetry.bind(catalog)]);
const { attempts, successes, failures, duration, activeTasks } = telemetry.bind(notificationCatalog());

let isBroken = false;
process.on('SIGUSR2', () => {
  isBroken = true;
});

setInterval(() => {
  for (const [catalog, recorders] of bound) {
    for (const [key, definition] of Object.entries(catalog.metrics)) recordAll(recorders[key], definition, key);
  }
  for (const counted of [successes, failures]) {
    attempts.add(1);
    counted.add(1);
  }
  activeTasks.add(1);
  activeTasks.add(-1);
  duration.record(0.3);
  if (isBroken) attempts.add(1);
}, 100);

await telemetry.ready;
console.log(JSON.stringify({ scrape: endpoint?.url }));

function recordAll(recorder, { kind, attributes }, key) {
  const own = Object.fromEntries(Object.entries(attributes).map(([name, attribute]) => [name, valueFor(attribute)]));
  // What has started has ended as well: two ways to end, and nothing is open.
  const value = key === 'streamStarted' ? 2 : kind === 'upDownCounter' ? 0 : 1;
  if (recorder.add === undefined) recorder.record(value, own);
  else recorder.add(value, own);
}

function valueFor({ type, values }) {
  return values === undefined ? (type === 'integer' ? 7 : 'a') : values[0];
}
