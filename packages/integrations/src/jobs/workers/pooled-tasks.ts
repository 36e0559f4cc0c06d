import { workerEnds } from '@portcall/core/internal';
import { replaceMethod } from '../../measuring/patch.js';
import { type Carrier, carrierHere } from './carrier.js';

/** Under which name a message says where its task comes from. A worker in which nobody looks on does not see it. */
const FROM = 'portcall.from';

/** What is used of piscina's own objects. */
interface PooledWorker {
  readonly port: object;
  readonly worker: { readonly threadId: number };
  readonly taskInfos: { readonly size: number };
  postTask(task: object): void;
  init(start: object, transfer: unknown): unknown;
}

/** Tasks of a pool that are posted with where they come from. */
export class PooledTasks {
  private readonly carriers = new WeakMap<object, Carrier>();
  private posting: Carrier | undefined;
  private isOn = true;

  /** A task is queued, where it is asked for. */
  queued(task: object): void {
    const carrier = carrierHere();
    if (carrier !== undefined) this.carriers.set(task, carrier);
  }

  /**
   * Has a worker post where its tasks come from, and wait for them by messages. One that waits by `Atomics` stands still while it does,
   * and can deliver nothing of what it has recorded.
   */
  hear(worker: object): void {
    const { port, worker: thread, taskInfos } = worker as PooledWorker;
    replaceMethod(worker, 'postTask', (postTask) => (task: object): unknown => {
      this.posting = this.isOn ? this.carriers.get(task) : undefined;
      try {
        return Reflect.apply(postTask, worker, [task]);
      } finally {
        this.posting = undefined;
      }
    });
    replaceMethod(port, 'postMessage', (post) => (message: object, ...transfer: unknown[]): unknown => {
      const told = this.posting === undefined ? message : { ...message, [FROM]: this.posting };
      return Reflect.apply(post, port, [told, ...transfer]);
    });
    replaceMethod(worker, 'init', (init) => (start: object, ...transfer: unknown[]): unknown => {
      return Reflect.apply(init, worker, [this.isOn ? { ...start, atomics: 'disabled' } : start, ...transfer]);
    });
    // A pool ends its workers by terminating them. One that does nothing any more is given the time to deliver.
    replaceMethod(thread, 'terminate', (terminate) => async (): Promise<unknown> => {
      if (this.isOn && taskInfos.size === 0) await workerEnds.end?.(thread.threadId);
      return Reflect.apply(terminate, thread, []) as unknown;
    });
  }

  /** What is queued or made from now on says nothing. */
  end(): void {
    this.isOn = false;
  }
}

/** Where the task of a message comes from, as it was posted. */
export function carrierIn(message: unknown): unknown {
  return (message as { readonly [FROM]?: unknown } | null | undefined)?.[FROM];
}
