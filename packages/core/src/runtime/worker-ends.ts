import { processWide } from '../plain/process-wide.js';

/** Has the telemetry of a worker thread deliver what it has and end. Fulfilled when it has, or when that takes too long. */
export type EndWorkerThread = (threadId: number) => Promise<void>;

/** For whoever ends worker threads of others by himself; nobody where this thread's telemetry is not registered. */
export const workerEnds: { end: EndWorkerThread | undefined } = processWide('core.worker-ends', () => ({
  end: undefined,
}));
