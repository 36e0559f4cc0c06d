import { createServer } from 'node:http';
import { BOUNDARIES, KEYS, namesOf } from './series.mjs';

export async function openPromClient(wanted) {
  const { default: client } = await import('prom-client');
  const labelNames = KEYS.slice(0, wanted.attributes);
  const recorders = namesOf(wanted).map((name) =>
    wanted.kind === 'counter'
      ? new client.Counter({ name: `${name}_total`, help: 'Things recorded.', labelNames })
      : new client.Histogram({ name, help: 'Things recorded.', labelNames, buckets: BOUNDARIES }),
  );
  const { register } = client;
  const server = createServer(async (_, response) => {
    response.setHeader('content-type', register.contentType);
    response.end(await register.metrics());
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const call = wanted.kind === 'counter' ? COUNTING[wanted.attributes](recorders[0]) : measuring(recorders[0]);
  return { recorders, call, url: `http://127.0.0.1:${server.address().port}/metrics` };
}

const COUNTING = {
  0: (counter) => () => counter.inc(),
  2:
    (counter) =>
    ({ provider, model }) =>
      counter.inc({ provider, model }),
  5:
    (counter) =>
    ({ provider, model, region, tier, outcome }) =>
      counter.inc({ provider, model, region, tier, outcome }),
};

function measuring(histogram) {
  return ({ provider, model }, value) => histogram.observe({ provider, model }, value);
}
