import { builtin, processWide } from '@portcall/core/internal';
import { isAlive, startOf } from './processes.js';

const LEADER = 'portcall.node.leader.v1';
/** How processes that this one starts are told: a thread is told otherwise, and nobody else has to set it. */
const TOLD = 'PORTCALL_SHARED_ENDPOINT';

/**
 * The process that those who belong together have in common: of workers of node:cluster the primary, of processes that one has
 * forked that one, of threads their process, and of all that these start the same. Whoever begins from now on is told.
 * @param endpoint what they share
 */
export function leader(endpoint: string): number {
  const { getEnvironmentData, isMainThread, setEnvironmentData } = builtin('node:worker_threads');
  const told = getEnvironmentData(LEADER);
  if (!isMainThread) return typeof told === 'number' ? told : process.pid;
  const pid = before.told?.pid ?? (process.connected ? process.ppid : process.pid);
  setEnvironmentData(LEADER, pid);
  tellChildren(pid, endpoint);
  return pid;
}

/** Whether others may belong to this one from the start: it is a worker of node:cluster, or a worker thread. */
export function isOneOfMany(): boolean {
  return !builtin('node:worker_threads').isMainThread || isClusterWorker();
}

/** Whether a process that has started this one, itself or through others, has said that this endpoint is its own. */
export function isToldOf(endpoint: string): boolean {
  return before.told?.endpoint === endpoint;
}

interface Told {
  readonly pid: number;
  readonly endpoint: string;
}

/** What this process was told when it began. */
const before = processWide<{ told?: Told | undefined }>('node.told', () => {
  const told = toldBy(process.env[TOLD]);
  return told === undefined ? {} : { told };
});

/** Undefined where its leader is no more: the number of a process may be given again. */
function toldBy(text: string | undefined): Told | undefined {
  const [pid = '', start = '', endpoint = ''] = text?.split('-') ?? [];
  if (endpoint === '' || !isAlive(Number(pid)) || startOf(Number(pid)) !== start) return undefined;
  return { pid: Number(pid), endpoint };
}

function tellChildren(pid: number, endpoint: string): void {
  try {
    process.env[TOLD] = [pid, startOf(pid), endpoint].join('-');
  } catch {
    // Where a runtime lets nobody write variables children are not told.
  }
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
