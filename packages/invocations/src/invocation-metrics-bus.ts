import { type Channel, channel, report, type Undo } from '@portcall/core';
import {
  checkedFunction,
  checkedText,
  checkOptions,
  ForgottenReceivers,
  Roster,
  shown,
  undoOf,
} from '@portcall/core/internal';
import type { InvocationMetric } from './invocation-metric.js';
import { InvocationReceiver } from './invocation-receiver.js';
import { type InvocationListener, ListenersInTurn } from './listeners-in-turn.js';

export interface InvocationMetricsBusOptions {
  /** Metrics kept for each receiver until it takes them. @default 256 */
  readonly capacity?: number;
}

export interface InvocationReceiverOptions {
  /** Metrics kept until they are taken; beyond, the oldest go and are told as a lag. @default the bus's capacity */
  readonly capacity?: number;
  /** Who receives, as problems call it. @default 'receiver' */
  readonly name?: string;
}

interface Subscriber {
  readonly name: string;
  readonly channel: Channel<InvocationMetric>;
}

/**
 * Gives every metric to everybody who subscribed: to receivers, each through a bounded channel of its own, where the
 * oldest go when it is full; and to listeners, which are called at once. A slow or failing one is nobody else's concern.
 *
 * A metric reaches all receivers before the first listener is called, and those there were when its `record()` began.
 *
 * Source: `InvocationMetricsBus` of the seeds.
 */
export class InvocationMetricsBus implements Disposable {
  private readonly capacity: number;
  private readonly subscribers: Roster<Subscriber> = new Roster();
  private readonly listeners: ListenersInTurn = new ListenersInTurn();
  private count = 0;
  private isClosed = false;
  private readonly receivers: ForgottenReceivers<Subscriber> = new ForgottenReceivers({
    tell: (problem) => report({ key: 'invocation.forgotten', ...problem }),
    whose: 'invocations receiver',
    things: 'metrics',
    remove: (subscriber) => this.remove(subscriber),
  });

  /** @throws Error for a capacity that is not a positive whole number, and for unknown options */
  constructor(options: InvocationMetricsBusOptions = {}) {
    checkOptions(options, { capacity: true }, 'InvocationMetricsBus');
    // A capacity that no channel takes is refused here, and not when the first receiver comes.
    this.capacity = channel(options).capacity;
  }

  /** How many there are, receivers and listeners together. */
  get subscriberCount(): number {
    return this.count;
  }

  /**
   * Gives a metric to everybody. Never waits, never throws; without subscribers it is one comparison.
   *
   * The metric is shared: do not change it afterwards.
   */
  record(metric: InvocationMetric): void {
    if (this.count === 0) return;
    if (typeof metric !== 'object' || (metric as unknown) === null) {
      refuse(metric);
      return;
    }
    for (const subscriber of this.subscribers.all) subscriber.channel.offer(metric);
    if (this.listeners.size > 0) this.listeners.tell(metric);
  }

  /**
   * Receives every metric that is recorded from now on. One that is garbage-collected without having been closed is
   * reported, and leaves.
   *
   * @throws Error for a capacity that is not a positive whole number, for unknown options, and once the bus is closed
   */
  subscribe(options: InvocationReceiverOptions = {}): InvocationReceiver {
    checkOptions(options, { capacity: true, name: true }, 'subscribe()');
    const { capacity = this.capacity, name = 'receiver' } = options;
    checkedText(name, 'name', 'give the name that problems show');
    this.refuseWhenClosed();
    const subscriber: Subscriber = { name, channel: channel({ capacity, policy: 'drop-oldest' }) };
    const receiver = new InvocationReceiver(subscriber.channel, () => this.remove(subscriber));
    this.subscribers.add(subscriber);
    this.countAgain();
    this.receivers.watch(receiver, subscriber);
    return receiver;
  }

  /**
   * Calls `listener` with every metric that is recorded from now on, before `record()` returns: for work that is cheap
   * and must miss nothing, such as metering. What it throws or rejects with is reported. What it records itself is told
   * after the metric it was called with.
   *
   * @returns undo, also with `using`
   * @throws Error for anything but a function, and once the bus is closed
   */
  onMetric(listener: InvocationListener): Undo {
    checkedFunction(listener, 'onMetric(listener)', 'give a function that takes a metric');
    this.refuseWhenClosed();
    const remove = this.listeners.add(listener);
    this.countAgain();
    return undoOf(() => {
      remove();
      this.countAgain();
    });
  }

  /** Takes no more metrics and no more subscribers. Receivers still get what is pending, and end; listeners go. */
  close(): void {
    this.isClosed = true;
    for (const subscriber of this.subscribers.all) {
      this.receivers.unwatch(subscriber);
      subscriber.channel.close();
    }
    this.listeners.clear();
    this.subscribers.clear();
    this.countAgain();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  private remove(subscriber: Subscriber): void {
    this.receivers.unwatch(subscriber);
    this.subscribers.delete(subscriber);
    this.countAgain();
  }

  private countAgain(): void {
    this.count = this.subscribers.size + this.listeners.size;
  }

  private refuseWhenClosed(): void {
    if (this.isClosed) {
      throw new Error('InvocationMetricsBus: already closed; subscribe before close()');
    }
  }
}

function refuse(metric: unknown): void {
  report({
    key: 'invocation.metric',
    message: () => `record(): ${shown(metric)} is not an InvocationMetric; it is left out; give an object`,
  });
}
