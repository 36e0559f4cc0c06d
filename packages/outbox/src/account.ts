/** Why something was given up. */
export type DropReason =
  /** More waits to be delivered than the bound allows, and the oldest gave way. */
  | 'outbox_full'
  /** The receiver refused it, and would again. */
  | 'refused'
  /** It could not be delivered before the end. */
  | 'shutdown'
  /** It was recorded after the end. */
  | 'closed'
  /** It cannot be encoded. */
  | 'unsendable'
  /** Its record on disk could not be read again. */
  | 'spool_corrupt';

/**
 * What became of the items of one exporter and signal. At every moment
 * `recorded = delivered + rejected + dropped + spooled + pending`.
 */
export interface Balance {
  /**
   * Items that were to be delivered, those that earlier processes left on disk included. Data points of one series that are
   * merged while they wait are one from then on.
   */
  readonly recorded: number;
  /** Taken by the receiver. */
  readonly delivered: number;
  /** Rejected by the receiver in an answer of success (partial success). */
  readonly rejected: number;
  /** Given up, by reason. */
  readonly dropped: Readonly<Partial<Record<DropReason, number>>>;
  /** On disk only. */
  readonly spooled: number;
  /** In memory: waiting, or under way. */
  readonly pending: number;
  /**
   * Items sent again although the receiver may have taken them, and those that the next process will send again, as the disk does
   * not take note of their end. They are counted once above.
   */
  readonly maybeTwice: number;
  /** Requests sent. */
  readonly requests: number;
}

/** Requests that are at their end. */
export interface Operation {
  /** What they ended with: nothing where the receiver took all of it. */
  readonly error: '' | 'rejected' | 'refused';
  readonly count: number;
  /** From their first attempt on, all together. */
  readonly seconds: number;
}

/** Keeps the balance of one exporter and signal. Every part is counted where it happens; none is a difference of others. */
export class Account {
  recorded = 0;
  delivered = 0;
  rejected = 0;
  spooled = 0;
  pending = 0;
  maybeTwice = 0;
  requests = 0;
  private readonly droppedBy = new Map<DropReason, number>();
  private readonly ended = new Map<Operation['error'], Operation>();

  /** @param signal what the items are: `spans` or `metrics` */
  constructor(
    readonly exporter: string,
    readonly signal: 'spans' | 'metrics',
  ) {}

  /** Items that begin to wait. */
  record(items: number): void {
    this.recorded += items;
    this.pending += items;
  }

  /** Items that an earlier process left on disk. */
  adopt(items: number): void {
    this.recorded += items;
    this.spooled += items;
  }

  /** Items that waited, and are on disk only from now on. */
  toDisk(items: number): void {
    this.pending -= items;
    this.spooled += items;
  }

  /** Items that were on disk only, and wait in memory again. */
  fromDisk(items: number): void {
    this.spooled -= items;
    this.pending += items;
  }

  /** So many items that waited are in others now. */
  merge(items: number): void {
    this.recorded -= items;
    this.pending -= items;
  }

  /** Items that waited, and are given up. */
  drop(reason: DropReason, items: number): void {
    this.pending -= items;
    this.droppedBy.set(reason, (this.droppedBy.get(reason) ?? 0) + items);
  }

  /** Items that waited, and that a receiver has answered. */
  deliver(items: number, rejected: number): void {
    this.pending -= items;
    this.delivered += items - rejected;
    this.rejected += rejected;
  }

  /** A request that is at its end. @param milliseconds since its first attempt began */
  end(error: Operation['error'], milliseconds: number): void {
    const { count, seconds } = this.ended.get(error) ?? { count: 0, seconds: 0 };
    this.ended.set(error, { error, count: count + 1, seconds: seconds + milliseconds / 1_000 });
  }

  /** By what they ended with, where there were any. */
  get operations(): readonly Operation[] {
    return [...this.ended.values()];
  }

  get balance(): Balance {
    const { recorded, delivered, rejected, spooled, pending, maybeTwice, requests } = this;
    const dropped = Object.fromEntries(this.droppedBy);
    return Object.freeze({
      recorded,
      delivered,
      rejected,
      dropped: Object.freeze(dropped),
      spooled,
      pending,
      maybeTwice,
      requests,
    });
  }
}
