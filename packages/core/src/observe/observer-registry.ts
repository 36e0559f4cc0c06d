import { type Channel, channel } from '../flow/channel.js';
import { consume } from '../flow/consume.js';
import type { ChannelOptions } from '../flow/policy.js';
import { Receiver } from '../flow/receiver.js';
import { undoOf } from '../plain/undo.js';
import { checkedFunction, checkedText } from '../problem/checked-value.js';
import { report } from '../problem/problem.js';
import { checkOptions } from '../problem/refused-options.js';
import { ChannelsByCategory, checkedCategories, type Observer } from './by-category.js';
import { ForgottenReceivers } from './forgotten.js';
import { type ObserverStatus, Subscription, statusOf } from './subscription.js';

export interface ObserverOptions extends ChannelOptions {
  /** Events kept until they are taken; 0 is taken as 1. @default 256 */
  readonly capacity?: number;
  /** Who observes, as problems call it. @default its categories */
  readonly name?: string;
}

export interface ObserverRegistryOptions<C extends string> {
  /** Every known category: observing another one is refused, instead of never giving anything. @default any */
  readonly categories?: readonly C[];
}

/** What an observer of some categories gets. */
export type EventOf<Event extends { readonly category: string }, C extends string> = Event extends unknown
  ? [Event['category'] & C] extends [never]
    ? never
    : Event
  : never;

/**
 * Observers of events by category, each with a bounded channel of its own: a slow, failing or stuck one is nobody
 * else's concern, and what it does not get is counted.
 *
 * Emitting runs nobody's code. An event reaches the observers there were when its `emit()` began. One that closes its
 * receiver is removed at once.
 */
export class ObserverRegistry<Event extends { readonly category: string }> implements Disposable {
  private readonly sinks: Map<string, Observer<Event>> = new Map();
  private readonly byCategory: ChannelsByCategory<Event> = new ChannelsByCategory();
  // What `emit()` asks first: quicker than the size of a Map.
  private count = 0;
  private missedByGone = 0;
  /** How many were ever added. */
  private added = 0;
  private isClosed = false;
  private readonly receivers: ForgottenReceivers<Observer<Event>> = new ForgottenReceivers({
    tell: (problem) => report({ key: 'observe.forgotten', ...problem }),
    whose: 'observer',
    things: 'events',
    remove: ({ id, channel }) => {
      channel.cancel();
      this.remove(id);
    },
  });

  private readonly known: readonly string[] | undefined;

  /** @throws Error for categories that are not a list of texts, for an empty one, and for unknown options */
  constructor(options: ObserverRegistryOptions<Event['category']> = {}) {
    checkOptions(options, { categories: true }, 'ObserverRegistry');
    this.known = options.categories && checkedCategories(options.categories);
    if (this.known?.length === 0) {
      throw new Error(
        'ObserverRegistry: categories is an empty list; name every category, or leave it out to allow any',
      );
    }
  }

  /** How many observers there are. */
  get length(): number {
    return this.count;
  }

  get isEmpty(): boolean {
    return this.count === 0;
  }

  /** Events that observers did not get and never will; of those that are gone, until they went. */
  get missed(): number {
    let missed = this.missedByGone;
    for (const { channel: events } of this.sinks.values()) missed += events.missed;
    return missed;
  }

  /** Whether anybody observes a category: for whoever would make many events at once, and need not. */
  observes(category: Event['category']): boolean {
    return this.count !== 0 && this.byCategory.has(category);
  }

  /**
   * Adds an observer that takes its events from a receiver. One whose receiver is garbage-collected without having been
   * closed is reported and removed.
   *
   * @param categories what it observes; with none it gets nothing
   * @throws Error for an unknown category or option, and once the registry is closed
   */
  add<const C extends Event['category']>(
    categories: readonly C[],
    options: ObserverOptions = {},
  ): Subscription<EventOf<Event, C>> {
    const distinct = checkedCategories(categories, this.known);
    const { name = distinct.join(',') || 'of nothing', ...queue } = checkedOptions(options);
    if (this.isClosed) {
      throw new Error('ObserverRegistry: already closed; add observers before close()');
    }
    const id = globalThis.crypto.randomUUID();
    const events = channel<Event>(queue);
    const receiver = new Receiver(events, () => this.remove(id));
    this.added += 1;
    const sink: Observer<Event> = { id, number: this.added, name, categories: distinct, channel: events };
    this.sinks.set(id, sink);
    this.byCategory.add(sink);
    this.count += 1;
    this.receivers.watch(receiver, sink);
    // No other events get into its channel.
    return new Subscription(id, receiver as Receiver<EventOf<Event, C>>, () => this.remove(id));
  }

  /**
   * Calls `consumer` with every event: asynchronously, in order, one at a time; what it promises is awaited, and what it
   * throws or rejects with is reported.
   *
   * @returns undo, which stops at once; also with `using`
   * @throws Error as `add()` does
   */
  subscribe<const C extends Event['category']>(
    categories: readonly C[],
    consumer: (event: EventOf<Event, C>) => unknown,
    options: ObserverOptions = {},
  ): (() => void) & Disposable & { readonly id: string } {
    checkedFunction(consumer, 'subscribe(consumer)', 'give a function that takes an event');
    const { id, receiver } = this.add(categories, options);
    const undo = (): void => receiver.close();
    void consume(receiver, consumer, this.sinks.get(id)!.name);
    return Object.assign(undoOf(undo), { id });
  }

  /** Gives nothing more to an observer; what is pending it can still take. @returns whether it was there */
  remove(id: string): boolean {
    const sink = this.sinks.get(id);
    if (sink === undefined) return false;
    this.sinks.delete(id);
    this.byCategory.delete(sink);
    this.count -= 1;
    this.missedByGone += sink.channel.missed;
    this.receivers.unwatch(sink);
    sink.channel.close();
    return true;
  }

  status(id: string): ObserverStatus | undefined {
    const sink = this.sinks.get(id);
    return sink && statusOf(sink.channel);
  }

  /** Gives an event to everybody who observes its category. Never throws and never waits. */
  emit(event: Event): void {
    if (this.count === 0) return;
    for (const sink of this.observersOf(event)) sink.offer(event);
  }

  /**
   * As `emit()`, but waits for room where an observer's policy is `block`. Never rejects.
   * @returns once every observer has it or has gone
   */
  async send(event: Event): Promise<void> {
    if (this.count === 0) return;
    await Promise.all(this.observersOf(event).map((sink) => sink.send(event)));
  }

  /** Removes every observer, each of which still gets what is pending, and takes no more. */
  close(): void {
    this.isClosed = true;
    for (const id of [...this.sinks.keys()]) this.remove(id);
  }

  [Symbol.dispose](): void {
    this.close();
  }

  private observersOf(event: Event): readonly Channel<Event>[] {
    const { added } = this;
    try {
      const channels = this.byCategory.of(event.category);
      return added === this.added ? channels : this.withoutNewcomers(channels, added);
    } catch (cause) {
      report({
        key: 'observe.category',
        message: 'emit(): an event has no readable category; nobody observed it; give it a category that is a text',
        cause,
      });
      return NOBODY;
    }
  }

  /** A category that is read by running code may add observers, which get later events only. */
  private withoutNewcomers(channels: readonly Channel<Event>[], added: number): readonly Channel<Event>[] {
    const sinks = [...this.sinks.values()];
    const newcomers = new Set(sinks.filter(({ number }) => number > added).map(({ channel }) => channel));
    return channels.filter((one) => !newcomers.has(one));
  }
}

const NOBODY: readonly never[] = [];

function checkedOptions(options: ObserverOptions): ObserverOptions {
  checkOptions(options, { capacity: true, policy: true, name: true }, 'add()');
  const { name = '' } = options;
  checkedText(name, 'name', 'give the name that problems show');
  // As the seeds' registry: a capacity of 0 keeps one event.
  return options.capacity === 0 ? { ...options, capacity: 1 } : options;
}
