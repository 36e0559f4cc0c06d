// Runs the application in a worker thread, and ends it as a pool of workers does: by terminate().
import { Worker } from 'node:worker_threads';

const worker = new Worker(new URL('main.mjs', import.meta.url));
worker.on('message', (message) => process.send(message));
process.on('message', async (message) => {
  if (message.command !== 'terminate') return worker.postMessage(message);
  await worker.terminate();
  process.send({ id: message.id, given: undefined }, () => process.disconnect());
});
