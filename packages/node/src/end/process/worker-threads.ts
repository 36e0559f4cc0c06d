import type { Worker } from 'node:worker_threads';
import { report } from '@portcall/core';
import { builtin, workerEnds } from '@portcall/core/internal';
import { answerToEnd, endWorkerThread } from './worker-end.js';

// One byte for each worker thread; of more at once, two share one.
const THREADS = 4_096;
const SHARED = 'portcall.node.workers.v1';

/**
 * A worker thread that is terminated runs nothing any more, and cannot say what is lost. The main thread, where telemetry is
 * registered too, says it: a worker notes that its telemetry is open in memory that both share.
 * @param shutdown of this thread's telemetry, for when the main thread asks for that
 * @returns takes the note, or the watching, back
 */
export function watchWorkerThreads(shutdown: () => Promise<unknown>): () => void {
  return builtin('node:worker_threads').isMainThread ? watch() : note(shutdown);
}

function note(shutdown: () => Promise<unknown>): () => void {
  const { getEnvironmentData, threadId } = builtin('node:worker_threads');
  const open = getEnvironmentData(SHARED);
  if (!(open instanceof Uint8Array)) return () => {};
  const hearNoMore = answerToEnd(shutdown);
  const isSaid = (): void => {
    open[threadId % THREADS] = 0;
  };
  open[threadId % THREADS] = 1;
  // Whoever exits says itself what that loses.
  process.once('exit', isSaid);
  return () => {
    process.removeListener('exit', isSaid);
    isSaid();
    hearNoMore();
  };
}

/** Of workers that begin from now on. */
function watch(): () => void {
  const open = new Uint8Array(new SharedArrayBuffer(THREADS));
  builtin('node:worker_threads').setEnvironmentData(SHARED, open);
  const onWorker = (worker: Worker): void => {
    // Gone once it has ended.
    const id = worker.threadId;
    worker.once('exit', () => {
      if (open[id % THREADS] !== 0) reportTerminated(id);
      open[id % THREADS] = 0;
    });
  };
  process.on('worker', onWorker);
  workerEnds.end = async (id) => {
    if (open[id % THREADS] !== 0) await endWorkerThread(id);
  };
  return () => {
    process.removeListener('worker', onWorker);
    workerEnds.end = undefined;
  };
}

function reportTerminated(id: number): void {
  report({
    key: 'export.worker',
    message:
      `telemetry: worker thread ${id} was terminated before its telemetry was shut down; what it had not ` +
      'delivered is lost unless it is on disk; ask it to end by a message, and let it end by itself',
    againAfterMillis: 60_000,
  });
}
