// Three workers of node:cluster, or with MANY=threads worker threads, which do what requests to a port of the first process ask
// for. FIRST=registered has the first process register too; SHARED_PORT is the one port that all are told.

import cluster from 'node:cluster';
import { createServer } from 'node:http';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { metrics } from '@opentelemetry/api';
import { prometheus } from '@portcall/exporters';
import { counter, defineCatalog, gauge, histogram, text, upDownCounter } from '@portcall/metrics';
import { registerInstrumentation } from '@portcall/node';

const catalog = defineCatalog({
  scope: 'fleet',
  prefix: '',
  metrics: {
    jobs: counter({ name: 'jobs', description: 'Jobs.', attributes: { queue: text() } }),
    open: upDownCounter({ name: 'open', description: 'Open.' }),
    depth: gauge({ name: 'depth', description: 'Depth.', aggregate: 'sum' }),
    heat: gauge({ name: 'heat', description: 'Heat.' }),
    wait: histogram({ name: 'wait_seconds', unit: 's', description: 'Wait.', boundaries: [1, 2] }),
    size: histogram({ name: 'size_bytes', unit: 'By', description: 'Size.', buckets: 'exponential' }),
  },
});

function begin() {
  const endpoint = prometheus({ port: Number(process.env.SHARED_PORT) });
  const telemetry = registerInstrumentation({ serviceName: 'fleet', exporters: [endpoint] });
  const { jobs, open, depth, heat, wait, size } = telemetry.bind(catalog);
  const foreign = metrics.getMeter('library').createCounter('foreign.time', { unit: 'ms' });
  const work = (times) => {
    for (let time = 0; time < times; time += 1) {
      jobs.add(1, { queue: `q${time % 3}` });
      wait.record(1.5);
      size.record(2 ** (time % 20));
      foreign.add(2);
    }
    open.add(1);
    depth.record(times);
    heat.record(times);
  };
  return { telemetry, work };
}

const hasThreads = process.env.MANY === 'threads';
const toFirst = (said) => (hasThreads ? parentPort.postMessage(said) : process.send(said));

/** A worker of either kind, with the same members. */
function started() {
  const worker = hasThreads ? new Worker(new URL(import.meta.url)) : cluster.fork();
  const said = (what) => new Promise((resolve) => worker.on('message', (heard) => heard === what && resolve()));
  const exit = new Promise((resolve) => worker.once('exit', resolve));
  return {
    ready: said('ready'),
    exit,
    async tell(message) {
      const done = said('done');
      if (hasThreads) worker.postMessage(message);
      else worker.send(message);
      await Promise.race([done, exit]);
    },
    // Of a thread there is no signal: it is terminated.
    kill: (signal) => (hasThreads ? worker.terminate() : worker.process.kill(signal)),
  };
}

if (hasThreads ? isMainThread : cluster.isPrimary) {
  const own = process.env.FIRST === 'registered' ? begin() : undefined;
  await own?.telemetry.ready;
  const workers = [started(), started(), started()];
  await Promise.all(workers.map(({ ready }) => ready));
  const does = {
    work: async (index, times) =>
      index === 'first' ? own.work(Number(times)) : workers[index].tell({ work: Number(times) }),
    shutdown: (index) => workers[index].tell({ shutdown: true }),
    exit: (index) => workers[index].tell({ exit: true }),
    block: (index, milliseconds) => void workers[index].tell({ block: Number(milliseconds) }),
    async kill(index, signal) {
      workers[index].kill(signal);
      await workers[index].exit;
    },
    async start(index) {
      workers[index] = started();
      await workers[index].ready;
    },
  };
  const server = createServer(async ({ url }, response) => {
    const [, command, ...given] = url.split('/');
    await does[command](...given);
    response.end();
  }).listen(0, '127.0.0.1', () => console.log(`commands http://127.0.0.1:${server.address().port}`));
} else {
  const { telemetry, work } = begin();
  await telemetry.ready;
  const hear = async ({ work: times, block, shutdown, exit }) => {
    if (times !== undefined) work(times);
    if (shutdown) await telemetry.shutdown();
    if (exit) process.exit(0);
    const until = Date.now() + (block ?? 0);
    while (Date.now() < until);
    toFirst('done');
  };
  if (hasThreads) parentPort.on('message', hear);
  else process.on('message', hear);
  toFirst('ready');
}
