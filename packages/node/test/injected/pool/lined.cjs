// An application that says itself what its workers do.
const { taskFromHere, tracedPool } = require('@portcall/integrations/worker-threads');
const { traced } = require('@portcall/trace');
const { once } = require('node:events');
const { Worker } = require('node:worker_threads');
const { Piscina } = require('piscina');

const file = `${__dirname}/lined-worker.cjs`;

async function main() {
  const pool = tracedPool(new Piscina({ filename: file, maxThreads: 1, atomics: 'disabled' }));
  const thread = new Worker(file, { argv: ['listens'] });
  await traced('upload', { type: 'mutation' }, async () => {
    console.log(await pool.run({ width: 300 }));
    thread.postMessage(taskFromHere({ width: 2 }));
    const [width] = await once(thread, 'message');
    console.log(width);
  })();
  console.log(await pool.run(Piscina.move(new Float64Array([1]))));
  await once(thread, 'exit');
  // Its worker sends what it has recorded by and by, and is terminated then.
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  await pool.close();
}

main();
