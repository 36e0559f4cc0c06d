import type { Account, DropReason } from '../account.js';
import type { Entry } from '../entry.js';
import type { Spool, SpooledEntry } from '../spool.js';
import { BufferPool } from './buffer-pool.js';
import { Flushes } from './flushes.js';
import { Held } from './held.js';
import { MemoryQueue } from './memory-queue.js';

export interface HoldingOptions {
  readonly account: Account;
  readonly maxBytes: number;
  readonly spool: Spool | undefined;
  /** Told of items that are given up, once they are out of the account. */
  readonly dropped: (reason: DropReason, items: number) => void;
  /** Told when there is something to send that an earlier process has left; within the constructor, too. */
  readonly adopted: () => void;
}

const SAFEKEEPING_MS = 250;
/** Between two looks for what others have left. */
const ADOPTION_MS = 10_000;
/** What waits for longer is written to disk: with the time it took to get here, a process that is killed loses the last second. */
const UNSAFE_MS = 250;
/** Of one turn: writing blocks the process. */
const SAFEKEEPING_BYTES = 4 * 1_024 * 1_024;

/** What is held until its end: in memory up to a bound, and on disk where there is a spool. */
export class Holding {
  readonly flushes: Flushes = new Flushes();
  private readonly queue = new MemoryQueue();
  private readonly buffers = new BufferPool();
  private readonly sent = new Set<Held>();
  /** Taken out to be merged. */
  private merging: readonly Held[] = [];
  private round = 0;
  private readonly safekeeping: NodeJS.Timeout | undefined;
  private adoptAt = 0;

  constructor(private readonly options: HoldingOptions) {
    const { spool } = options;
    if (spool === undefined) return;
    this.adopt(spool);
    this.safekeeping = setInterval(() => {
      this.safekeep();
      if (!this.queue.hasOnDisk && performance.now() >= this.adoptAt) this.adopt(spool);
    }, SAFEKEEPING_MS).unref();
  }

  /** Requests that are not at their end. */
  get length(): number {
    return this.queue.length + this.sent.size + this.merging.length;
  }

  get underWay(): number {
    return this.sent.size;
  }

  /**
   * A request that comes. Where there is no room the oldest go to disk, or are given up.
   * @param spooled where it is on disk already
   */
  add(entry: Entry, spooled?: SpooledEntry): void {
    const held = this.copied(entry, this.flushes.now, performance.now());
    if (held === undefined) this.forget(spooled);
    else {
      held.spooled = spooled;
      this.queueUp(held);
    }
  }

  /**
   * Takes out what surely has not arrived, to be merged: where some of it was here already the last time this was asked for, and
   * some has come since. All of it is held until `replace()`.
   */
  takeMergeable(): readonly Held[] {
    const { round } = this;
    this.round += 1;
    const mergeable = [...this.queue.inMemory()].filter(({ mayMerge }) => mayMerge);
    const fromBefore = mergeable.filter((held) => held.round !== round).length;
    if (fromBefore === 0 || fromBefore === mergeable.length) return [];
    this.merging = this.queue.takeMergeable();
    return this.merging;
  }

  /** Holds other requests in the place of what was taken out to be merged. @param entries undefined where it goes on as it was */
  replace(entries: readonly Entry[] | undefined): void {
    const taken = this.merging;
    this.merging = [];
    if (entries === undefined) {
      for (const held of [...taken].reverse()) this.queue.putBack(held);
      return;
    }
    const flushed = Math.min(...taken.map((held) => held.flushed));
    const since = Math.min(...taken.map((held) => held.since));
    this.options.account.merge(itemsIn(taken) - itemsIn(entries));
    const merged = entries.map((entry) => this.copied(entry, flushed, since)).filter((held) => held !== undefined);
    // Both for a moment, rather than none: a process may be killed at any time.
    if (taken.some(({ spooled }) => spooled !== undefined)) for (const held of merged) this.makeSafe(held);
    for (const held of taken) this.delivered(held);
    for (const held of merged) {
      // From before the next time.
      held.round = this.round - 1;
      this.queueUp(held);
    }
  }

  /** A part of a request that was refused as a whole. It is sent before what waits. */
  addPart(entry: Entry, of: Held): void {
    const part = new Held({ entry }, of.flushed, of.since);
    // What was on disk as a whole stays there in parts.
    if (of.spooled !== undefined) this.makeSafe(part);
    this.queue.bytes += part.size;
    this.flushes.began(part.flushed);
    this.queue.putBack(part);
  }

  /** The next to be sent, which is under way from now on. */
  next(): Held | undefined {
    for (let held = this.queue.next(); held !== undefined; held = this.queue.next()) {
      if (this.isReadable(held)) {
        this.sent.add(held);
        return held;
      }
      this.end(held);
    }
    return undefined;
  }

  /** It is to be sent again, before what waits. */
  putBack(held: Held): void {
    this.sent.delete(held);
    this.queue.putBack(held);
  }

  /** Nobody reads its bytes any more: it was delivered as it is, or is in others. */
  delivered(held: Held): void {
    const { entry } = held;
    this.end(held);
    if (entry !== undefined) this.buffers.giveBack(entry.bytes);
  }

  /** It is at its end. */
  end(held: Held): void {
    this.sent.delete(held);
    this.queue.bytes -= held.size;
    this.forget(held.spooled);
    this.flushes.ended(held.flushed);
  }

  /** Keeps on disk what is left, or gives it up. */
  leave(): void {
    clearInterval(this.safekeeping);
    for (const held of this.sent) {
      // Its answer is not waited for any more.
      held.mayHaveArrived = true;
      this.part(held);
    }
    this.sent.clear();
    for (const held of this.merging) this.part(held);
    this.merging = [];
    for (let held = this.queue.next(); held !== undefined; held = this.queue.next()) this.part(held);
    this.buffers.clear();
    this.options.spool?.close();
    this.flushes.giveUp();
  }

  /** A request of our own; undefined where it is given up because it is too large. */
  private copied({ bytes, items }: Entry, flushed: number, since: number): Held | undefined {
    if (bytes.byteLength > this.options.maxBytes) {
      this.drop('outbox_full', items);
      return undefined;
    }
    const held = new Held({ entry: { bytes: this.buffers.copy(bytes), items } }, flushed, since);
    held.round = this.round;
    return held;
  }

  private queueUp(held: Held): void {
    this.makeRoom(this.options.maxBytes - held.size);
    if (this.queue.add(held)) this.flushes.began(held.flushed);
    else {
      this.forget(held.spooled);
      this.drop('outbox_full', held.items);
    }
  }

  private forget(spooled: SpooledEntry | undefined): void {
    if (spooled === undefined || this.options.spool?.remove(spooled) !== false) return;
    this.options.account.maybeTwice += spooled.items;
  }

  private makeRoom(most: number): void {
    while (this.queue.bytes > most) {
      const held = this.queue.takeOldestInMemory();
      if (held === undefined) return;
      if (held.search === undefined && this.makeSafe(held)) this.toDisk(held);
      else {
        this.drop('outbox_full', held.items);
        this.end(held);
      }
    }
  }

  private toDisk(held: Held): void {
    this.queue.bytes -= held.size;
    held.entry = undefined;
    this.options.account.toDisk(held.items);
    if (this.queue.add(held)) return;
    this.options.account.fromDisk(held.items);
    this.drop('outbox_full', held.items);
    this.end(held);
  }

  /** Takes what others have left: as much as the spool gives at once, and more when that is sent. */
  private adopt(spool: Spool): void {
    const adopted = spool.adopt();
    this.adoptAt = adopted.length > 0 ? 0 : performance.now() + ADOPTION_MS;
    for (const spooled of adopted) {
      const held = new Held({ spooled }, this.flushes.now, performance.now());
      if (!this.queue.add(held)) continue; // the next process adopts it
      this.options.account.adopt(held.items);
      this.flushes.began(held.flushed);
    }
    if (adopted.length > 0) this.options.adopted();
  }

  private safekeep(): void {
    const before = performance.now() - UNSAFE_MS;
    let left = SAFEKEEPING_BYTES;
    for (const held of [...this.sent, ...this.queue.inMemory()]) {
      if (left <= 0) return;
      if (held.since > before || held.spooled !== undefined) continue;
      if (!this.makeSafe(held)) return;
      left -= held.size;
    }
  }

  /** @returns whether it is on disk */
  private makeSafe(held: Held): boolean {
    if (held.entry !== undefined) held.spooled ??= this.options.spool?.append(held.entry);
    return held.spooled !== undefined;
  }

  /** Reads what is on disk only. */
  private isReadable(held: Held): boolean {
    const { spool, account } = this.options;
    if (held.entry !== undefined) return true;
    account.fromDisk(held.items);
    held.entry = held.spooled && spool?.read(held.spooled);
    this.queue.bytes += held.size;
    const lost = held.items - (held.entry?.items ?? 0);
    held.items -= lost;
    if (lost > 0) this.drop('spool_corrupt', lost);
    return held.entry !== undefined;
  }

  /** Of a request whose poisonous item is looked for, only what has not been taken. */
  private part(held: Held): void {
    const { spool, account } = this.options;
    // Whoever sends it from there does not know what the receiver has.
    const sentAgain = (items: number): void => {
      if (held.mayHaveArrived) account.maybeTwice += items;
    };
    if (held.search === undefined && this.makeSafe(held)) {
      if (held.entry !== undefined) account.toDisk(held.items);
      sentAgain(held.items);
      return;
    }
    for (const entry of held.left) {
      if (spool?.append(entry) === undefined) this.drop('shutdown', entry.items);
      else {
        account.toDisk(entry.items);
        sentAgain(entry.items);
      }
    }
    this.forget(held.spooled);
  }

  private drop(reason: DropReason, items: number): void {
    this.options.account.drop(reason, items);
    this.options.dropped(reason, items);
  }
}

function itemsIn(all: readonly { readonly items: number }[]): number {
  return all.reduce((sum, { items }) => sum + items, 0);
}
