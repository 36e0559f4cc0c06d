import type { Account, DropReason, Operation } from './account.js';
import { Backoff } from './backoff.js';
import type { Endpoint } from './endpoint.js';
import type { Entry } from './entry.js';
import type { Held } from './holding/held.js';
import { Holding } from './holding/holding.js';
import { type Outage, OutageWatch } from './outage-watch.js';
import { type Halve, PoisonSearch } from './poison-search.js';
import type { Answer, Delivered, Failure, NotNow, Refused, Sender } from './sender.js';
import type { Spool, SpooledEntry } from './spool.js';

/** Is told what is worth a line. Nothing here may throw. */
export interface OutboxListener {
  /** The receiver takes nothing now; once until it does again. */
  failing(failure: Failure): void;
  /** It takes something again. */
  working(after: Outage): void;
  /** Items were given up. @param failure what the receiver answered last, or why it could not be asked */
  dropped(reason: DropReason, items: number, failure: Failure | undefined): void;
  /** The receiver has said something although it took the request: how many it rejected, and its own words. */
  rejected(items: number, message: string): void;
}

export interface OutboxOptions {
  readonly sender: Sender;
  /** May be shared: all who send to one receiver respect its Retry-After, and have four requests under way together. */
  readonly endpoint: Endpoint;
  readonly account: Account;
  readonly listener: OutboxListener;
  readonly halve: Halve;
  /** Makes one request of several. @default they are sent one by one */
  readonly join?: (entries: readonly Entry[]) => Entry | undefined;
  /**
   * Says the same in requests in which no item is twice that may be one; of none that is under way or may have arrived.
   * @default nothing is merged
   */
  readonly merge?: (entries: readonly Entry[]) => Promise<readonly Entry[]>;
  /** Milliseconds that one request may take, its answer included. */
  readonly requestTimeoutMillis: number;
  /** Bytes of encoded requests in memory. @default 32 MiB */
  readonly maxBytes?: number;
  /** Whether each request is sent when the one before it is at its end. @default false: up to four at once */
  readonly ordered?: boolean;
  /** Keeps on disk what memory has no room for, and what is left at the end. @default none */
  readonly spool?: Spool;
  /** Cuts the waits between attempts: at least 0, less than 1. @default Math.random */
  readonly random?: () => number;
}

const MAX_BYTES = 32 * 1_024 * 1_024;

/**
 * Where an exporter puts what must be delivered. Bounded, and retried until it is delivered, refused, or gives way to what
 * is newer; each item is in the account at every moment. Nothing here throws or rejects.
 *
 * An item is pending in the account already when it comes here: before it was encoded it has waited elsewhere.
 */
export class Outbox {
  private readonly holding: Holding;
  private readonly outage: OutageWatch;
  private readonly backoff: Backoff;
  private readonly undo: () => void;
  private isOpen = true;
  private isOver = false;
  private givenUp = 0;
  private lastFailure: Failure | undefined;

  constructor(private readonly options: OutboxOptions) {
    const { account, listener, endpoint, spool, random, maxBytes = MAX_BYTES } = options;
    this.outage = new OutageWatch(account, listener);
    const dropped = (reason: DropReason, items: number): void => this.told(reason, items);
    // Not at once: it is within the constructor that it is told first.
    const adopted = (): void => void setImmediate(() => this.pump()).unref();
    this.holding = new Holding({ account, maxBytes, spool, dropped, adopted });
    this.backoff = new Backoff({ over: () => this.pump(), ...(random === undefined ? {} : { random }) });
    const undo = [endpoint.onOpen(() => this.pump()), endpoint.onReached(() => this.backoff.reached())];
    this.undo = () => {
      for (const one of undo) one();
    };
  }

  /**
   * Takes a request. Its bytes are copied; its items are pending in the account, and no longer when they are delivered or given
   * up.
   * @param spooled where the spool has it already
   */
  put(entry: Entry, spooled?: SpooledEntry): void {
    if (!this.isOpen) {
      this.drop('closed', entry.items);
      return;
    }
    this.holding.add(entry, spooled);
    this.pump();
  }

  /**
   * Merges what waits from before the last time with what has come since. Nothing of that is sent meanwhile. To be called by whoever puts
   * something in, afterwards: what waits is as much as was put in once then, however long nothing is taken.
   */
  async merge(): Promise<void> {
    const { merge } = this.options;
    const taken = merge === undefined || this.isOver ? [] : this.holding.takeMergeable();
    if (merge === undefined || taken.length === 0) return;
    // Where they cannot be merged, each of them is delivered.
    const merged = await merge(taken.map(({ entry }) => entry as Entry)).catch(() => undefined);
    if (this.isOver) return;
    this.holding.replace(merged);
    this.pump();
    this.holding.flushes.look();
  }

  /**
   * Resolves when everything that was put in before is at its end; also when the time is over, when the receiver cannot
   * be reached, and when it wants to be left alone for longer than there is time.
   * @returns whether everything is at its end
   */
  async flush(timeoutMillis: number): Promise<boolean> {
    if (this.isOver || this.holding.length === 0) return true;
    const { endpoint } = this.options;
    const until = performance.now() + timeoutMillis;
    const calm = this.backoff.hurry();
    const flushed = this.holding.flushes.begin(
      timeoutMillis,
      () => performance.now() + endpoint.retryAfterMillis > until,
    );
    this.pump();
    this.holding.flushes.look();
    const isDone = await flushed;
    calm();
    return isDone;
  }

  /**
   * Delivers what there is; what is left at the deadline is kept on disk, or given up. Takes nothing any more.
   * @returns whether nothing had to be given up
   */
  async close(timeoutMillis: number): Promise<boolean> {
    this.isOpen = false;
    await this.flush(timeoutMillis);
    this.leave();
    return this.givenUp === 0;
  }

  /** Why the receiver took nothing the last time; undefined where it took it. */
  get failure(): Failure | undefined {
    return this.lastFailure;
  }

  /** The end, at once: also while the process exits. What is left is kept on disk, or given up. */
  leave(): void {
    if (this.isOver) return;
    this.isOpen = false;
    this.isOver = true;
    this.undo();
    this.backoff.end();
    this.holding.leave();
    this.options.sender.close();
  }

  private pump(): void {
    while (!this.isOver && this.mayBegin) {
      const held = this.holding.next();
      if (held === undefined) break;
      void this.attempt(held);
    }
  }

  private get mayBegin(): boolean {
    const { endpoint, ordered = false } = this.options;
    const most = ordered ? 1 : this.backoff.most;
    return endpoint.mayBegin && !this.backoff.isWaiting && this.holding.underWay < most;
  }

  private async attempt(held: Held): Promise<void> {
    const { sender, endpoint, account, requestTimeoutMillis: timeoutMillis } = this.options;
    const { bytes, items } = held.next as Entry;
    account.requests += 1;
    if (held.mayHaveArrived) account.maybeTwice += items;
    const began = performance.now();
    held.begunAt ??= began;
    const ended = endpoint.begin();
    const freshConnection = held.wasReset;
    const answer = await sender.send(bytes, { timeoutMillis, freshConnection });
    const isFirstReset = answer.kind === 'not-now' && answer.wasReset && !freshConnection;
    held.wasReset = isFirstReset;
    if (!this.isOver) {
      if (answer.kind !== 'not-now') this.backoff.worked();
      else if (!isFirstReset) this.backoff.failed(began, isUnreachable(answer));
      this.judge(held, answer, isFirstReset);
    }
    ended(answer);
    this.pump();
    this.holding.flushes.look();
  }

  private judge(held: Held, answer: Answer, isFirstReset: boolean): void {
    if (answer.kind === 'not-now') {
      this.later(held, answer, isFirstReset);
      return;
    }
    held.mayHaveArrived = false;
    if (answer.kind === 'delivered') this.taken(held, answer);
    else this.refused(held, answer);
    this.outage.worked();
  }

  private later(held: Held, answer: NotNow, isFirstReset: boolean): void {
    held.mayHaveArrived ||= answer.mayHaveArrived;
    this.holding.putBack(held);
    if (isFirstReset) return;
    this.lastFailure = answer.failure;
    this.outage.failed(answer.failure);
    if (isUnreachable(answer)) this.holding.flushes.giveUp();
  }

  private taken(held: Held, { rejected, message }: Delivered): void {
    const { account, listener } = this.options;
    const { items } = held.next as Entry;
    const lost = Math.min(items, Math.max(0, rejected));
    account.deliver(items, lost);
    held.items -= items;
    this.lastFailure = undefined;
    if (lost > 0 || message !== '') listener.rejected(lost, message);
    if (held.search === undefined) {
      this.ended(held, lost > 0 ? 'rejected' : '');
      this.holding.delivered(held);
      return;
    }
    held.search.taken();
    this.goOn(held);
  }

  private refused(held: Held, { failure, mayHalve, isTooLarge = false }: Refused): void {
    this.lastFailure = failure;
    const { search, entry } = held;
    const isOneToBlame = mayHalve && !isTooLarge;
    const halves = search === undefined && mayHalve && entry !== undefined ? this.options.halve(entry) : undefined;
    if (search !== undefined && !isOneToBlame) this.apart(held, search.left);
    else if (isTooLarge && halves !== undefined) this.apart(held, halves);
    else {
      if (search !== undefined) search.refused();
      else if (halves !== undefined) held.search = new PoisonSearch(halves, this.options.halve);
      else this.giveUp(held, held.items);
      this.goOn(held);
    }
  }

  /** None of the parts is known to be to blame: each is sent as a request of its own. */
  private apart(held: Held, parts: readonly Entry[]): void {
    for (const part of [...parts].reverse()) this.holding.addPart(part, held);
    this.ended(held, 'refused');
    this.holding.end(held);
  }

  /** A search goes on with its next part. At its end what was not to blame is sent anew. */
  private goOn(held: Held): void {
    const { search } = held;
    for (const { items } of search?.takeGuilty() ?? []) this.giveUp(held, items);
    if (search?.tested !== undefined) {
      this.holding.putBack(held);
      return;
    }
    for (const entry of this.joined(search?.takeInnocent() ?? [])) this.holding.addPart(entry, held);
    this.ended(held, 'refused');
    this.holding.end(held);
  }

  private ended(held: Held, error: Operation['error']): void {
    this.options.account.end(error, performance.now() - (held.begunAt as number));
  }

  private joined(entries: readonly Entry[]): readonly Entry[] {
    const joined = entries.length > 1 ? this.options.join?.(entries) : undefined;
    return joined === undefined ? entries : [joined];
  }

  private giveUp(held: Held, items: number): void {
    held.items -= items;
    this.drop('refused', items);
  }

  private drop(reason: DropReason, items: number): void {
    this.options.account.drop(reason, items);
    this.told(reason, items);
  }

  private told(reason: DropReason, items: number): void {
    this.outage.lost(items);
    if (reason === 'shutdown') this.givenUp += items;
    this.options.listener.dropped(reason, items, this.lastFailure);
  }
}

/** Nobody is there, and trying again at once would find nobody either. */
function isUnreachable({ failure, mayHaveArrived, wasReset }: NotNow): boolean {
  return failure.status === undefined && !mayHaveArrived && !wasReset;
}
