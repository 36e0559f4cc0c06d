import { builtin } from '@portcall/core/internal';

const CHANNEL = 'portcall.node.worker-end.v1';
const LONGEST_MS = 2_000;

/** What is said between the main thread and its workers. */
interface Said {
  readonly what: 'end' | 'ended';
  readonly threadId: number;
}

/** Has a worker thread end its telemetry. @returns fulfilled when it has, or when it does not say so in time */
export function endWorkerThread(threadId: number): Promise<void> {
  const channel = open();
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(limit);
      channel.close();
      resolve();
    };
    const limit = setTimeout(done, LONGEST_MS);
    hear(channel, ({ what, threadId: id }) => {
      if (what === 'ended' && id === threadId) done();
    });
    channel.postMessage({ what: 'end', threadId } satisfies Said);
  });
}

/** In a worker thread: ends its telemetry when it is asked to. @returns hears nothing any more */
export function answerToEnd(shutdown: () => Promise<unknown>): () => void {
  const { threadId } = builtin('node:worker_threads');
  const channel = open();
  let isAsked = false;
  hear(channel, async ({ what, threadId: id }) => {
    if (what !== 'end' || id !== threadId) return;
    isAsked = true;
    await shutdown();
    channel.postMessage({ what: 'ended', threadId } satisfies Said);
    channel.close();
  });
  // It keeps nobody alive.
  (channel as Partial<Channel>).unref?.();
  return () => {
    if (!isAsked) channel.close();
  };
}

type Channel = InstanceType<typeof import('node:worker_threads').BroadcastChannel>;

function open(): Channel {
  return new (builtin('node:worker_threads').BroadcastChannel)(CHANNEL);
}

function hear(channel: Channel, told: (said: Said) => unknown): void {
  channel.onmessage = (event: unknown) => told((event as { readonly data: Said }).data);
}
