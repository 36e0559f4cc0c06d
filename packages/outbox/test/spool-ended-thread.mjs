// One thread adopts what another one holds, before and after that one is ended; a third one holds something all the time.
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { fileSpool } from '@portcall/outbox';

const open = (dir) => fileSpool({ dir, name: 'traces' });
const append = (spool, text) => spool.append({ bytes: Buffer.from(text), items: 1 });

async function startThread(dir, texts) {
  const thread = new Worker(new URL(import.meta.url), { workerData: { dir, texts } });
  await new Promise((resolve) => thread.once('message', resolve));
  return thread;
}

if (isMainThread) {
  const dir = process.argv[2];
  const spool = open(dir);
  const adopted = () => spool.adopt().map((kept) => Buffer.from(spool.read(kept).bytes).toString());
  append(spool, 'of the main thread');
  const ended = await startThread(dir, ['0', '1', '2']);
  const staying = await startThread(dir, ['held']);
  const whileItRuns = adopted();
  await ended.terminate();
  console.log(JSON.stringify({ whileItRuns, afterItsEnd: adopted() }));
  await staying.terminate();
} else {
  const spool = open(workerData.dir);
  for (const text of workerData.texts) append(spool, text);
  parentPort.postMessage('done');
  setInterval(() => {}, 1_000);
}
