// Four threads of one process that append to one folder at the same time. Then the process is killed, by itself.
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { fileSpool } from '@portcall/outbox';

const dir = process.argv[2] ?? workerData?.dir;
const spool = fileSpool({ dir, name: 'traces' });
function append(thread) {
  for (let id = 0; id < 200; id += 1) {
    const bytes = Buffer.from(`${thread}.${id}`);
    if (spool.append({ bytes, items: 1 }) === undefined) throw new Error('not kept');
    if (spool.adopt().length > 0) throw new Error('adopted what another thread holds');
  }
}

if (isMainThread) {
  const threads = [1, 2, 3].map((thread) => new Worker(new URL(import.meta.url), { workerData: { dir, thread } }));
  append(0);
  await Promise.all(threads.map((thread) => new Promise((resolve) => thread.once('message', resolve))));
  process.kill(process.pid, 'SIGKILL');
} else {
  append(workerData.thread);
  parentPort.postMessage('done');
  setInterval(() => {}, 1_000);
}
