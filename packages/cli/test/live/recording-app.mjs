// Records every metric of the project's catalogs, again and again, so that every relation holds; told so by a signal, it begins
// to count attempts that neither succeed nor fail. It registers nothing itself: `--import` does. Says when it has begun.

import { bind } from '@portcall/metrics';
import { instruments } from '@portcall/otel';
import { notificationCatalog } from '@portcall/ports';
import * as catalogs from './recorded-catalogs.mjs';

const backend = instruments();
const bound = Object.values(catalogs)
  .filter(({ scope }) => scope !== 'notification')
  .map((catalog) => [catalog, bind(catalog, backend)]);
const { attempts, successes, failures, duration, activeTasks } = bind(notificationCatalog(), backend);

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

console.log('recording');

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
