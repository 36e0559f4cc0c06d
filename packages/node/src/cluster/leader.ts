import { builtin } from '@portcall/core/internal';

const LEADER = 'portcall.node.leader.v1';

/**
 * The process that those who belong together have in common: of workers of node:cluster the primary, of threads their process.
 * Threads that begin from now on are told.
 */
export function leader(): number {
  const { getEnvironmentData, isMainThread, setEnvironmentData } = builtin('node:worker_threads');
  const told = getEnvironmentData(LEADER);
  if (!isMainThread) return typeof told === 'number' ? told : process.pid;
  const pid = isClusterWorker() ? process.ppid : process.pid;
  setEnvironmentData(LEADER, pid);
  return pid;
}

/** Whether others may belong to this one from the start: it is a worker of node:cluster, or a worker thread. */
export function isOneOfMany(): boolean {
  return !builtin('node:worker_threads').isMainThread || isClusterWorker();
}

/** Loads node:cluster only where there is a channel, as a worker always has one. */
function isClusterWorker(): boolean {
  return process.connected && cluster().isWorker;
}

/** Calls back once there are others: as soon as a worker is forked or a thread begins. @returns stops watching */
export function onOthers(begin: () => void): () => void {
  const { isPrimary, workers } = cluster();
  if (Object.keys(workers ?? {}).length > 0) begin();
  if (isPrimary) cluster().once('fork', begin);
  process.once('worker', begin);
  return () => {
    cluster().removeListener('fork', begin);
    process.removeListener('worker', begin);
  };
}

function cluster(): typeof import('node:cluster').default {
  return builtin('node:cluster') as unknown as typeof import('node:cluster').default;
}
