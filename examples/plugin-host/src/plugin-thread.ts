import { Worker } from 'node:worker_threads';
import type { Answer, Call, Message, ThreadData } from './plugin-messages.js';

export interface ThreadOptions {
  /** What runs in the thread: `plugin-worker`, built. */
  readonly worker: URL;
  /** Megabytes its heap may have. V8 does not count buffers: those are for the plugin's review to bound. */
  readonly memoryLimitMb: number;
  /** Milliseconds a module may take to load. */
  readonly loadsWithinMs: number;
}

/** What came of a call. One that was abandoned was running when its host was closed, and nobody knows its end. */
export type Ended = Answer | { readonly kind: 'abandoned' };

const BYTES_PER_MB = 1_048_576;

/** One plugin's thread. It takes one call at a time. */
export class PluginThread {
  /** What the plugin exports; nothing where it could not be loaded. */
  functions: readonly string[] = [];
  /** Set when it has ended, or is about to: by a crash, by a call or a loading that took too long, or by `end()`. */
  ended: Ended | undefined = undefined;
  private loaded: () => void = () => {};
  /** Ends what is running: the loading, then one call after another. */
  private settle: (ended: Ended) => void = () => {};
  private readonly worker: Worker;

  private constructor(url: URL, { worker, memoryLimitMb }: ThreadOptions) {
    const workerData: ThreadData = { url: url.href };
    this.worker = new Worker(worker, {
      workerData,
      resourceLimits: { maxOldGenerationSizeMb: memoryLimitMb, maxYoungGenerationSizeMb: Math.ceil(memoryLimitMb / 8) },
      // Neither the host's secrets nor its `--import` hooks are for plugins.
      env: {},
      execArgv: [],
    });
    this.worker.on('message', (message: Message) => this.hear(message));
    this.worker.on('messageerror', (error) => this.fail(error.message));
    this.worker.on('error', (error: Error & { readonly code?: string }) =>
      // Nobody could measure any more, but this much it had.
      this.fail(error.message, error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? memoryLimitMb * BYTES_PER_MB : 0),
    );
    this.worker.on('exit', () => this.fail('its thread ended'));
  }

  /** Starts a thread and loads the plugin in it. Never rejects: where that cannot be done the thread has ended. */
  static async start(url: URL, options: ThreadOptions): Promise<PluginThread> {
    const thread = new PluginThread(url, options);
    const { loadsWithinMs } = options;
    const late = setTimeout(() => thread.fail(`not loaded within ${loadsWithinMs} ms`), loadsWithinMs);
    await new Promise<unknown>((over) => {
      thread.loaded = () => over(undefined);
      thread.settle = over;
    });
    clearTimeout(late);
    return thread;
  }

  /**
   * Runs one call. Never rejects. One that takes longer than `timeoutMs` fails, and ends the thread; in a thread that has
   * ended it ends as that did.
   */
  async call(call: Call, timeoutMs: number): Promise<Ended> {
    if (this.ended !== undefined) return this.ended;
    const ended = new Promise<Ended>((settle) => {
      this.settle = settle;
    });
    try {
      this.worker.postMessage(call);
    } catch (error) {
      return { kind: 'failed', error: `its input cannot be sent: ${String(error)}`, memoryPeakBytes: 0 };
    }
    // A loop without an end lets nothing else run in its thread: the thread has to go.
    const timeout = setTimeout(() => this.fail(`timed out after ${timeoutMs} ms`), timeoutMs);
    try {
      return await ended;
    } finally {
      clearTimeout(timeout);
    }
  }

  /** Abandons a call that is running. */
  async end(): Promise<void> {
    this.over({ kind: 'abandoned' });
    await this.worker.terminate();
  }

  private hear(message: Message): void {
    if (message.kind === 'loaded') {
      this.functions = message.functions;
      this.loaded();
    } else this.settle(message);
  }

  private fail(error: string, memoryPeakBytes = 0): void {
    this.over({ kind: 'failed', error, memoryPeakBytes });
    void this.worker.terminate();
  }

  private over(ended: Ended): void {
    this.ended ??= ended;
    this.settle(ended);
  }
}
