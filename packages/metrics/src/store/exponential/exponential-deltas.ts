import { type ExponentialBuckets, type ExponentialValue, NO_BUCKETS } from './exponential-value.js';

interface LastRead {
  readonly birth: number;
  /** 0 while it was not read. */
  readonly time: number;
  readonly value: ExponentialValue | undefined;
}

const NOT_READ = 0;

/** What one delta reader has been given of one metric's series that have exponential buckets. */
export class ExponentialDeltas {
  private readonly last: LastRead[] = [];

  /** Forgets what it was given of another series that had the slot before. */
  isOf(slot: number, birth: number): void {
    if (this.last[slot]?.birth !== birth) this.last[slot] = { birth, time: NOT_READ, value: undefined };
  }

  /** Since when the next change goes: when the series was last read, or else when it began. */
  since(slot: number, startTime: number): number {
    return (this.last[slot] as LastRead).time || startTime;
  }

  /** Takes what was added to one series after the other since the last time, and gives undefined where nothing was. */
  taker(time: number): (slot: number, value: ExponentialValue) => ExponentialValue | undefined {
    return (slot, value) => {
      const { birth, value: before } = this.last[slot] as LastRead;
      this.last[slot] = { birth, time, value };
      if (before === undefined) return value;
      return value.count === before.count ? undefined : change(before, value);
    };
  }
}

/** @param after at the scale of `before` or a coarser one: within a series scales only get coarser */
function change(before: ExponentialValue, after: ExponentialValue): ExponentialValue {
  const positive = added(before, after);
  return {
    count: after.count - before.count,
    sum: after.sum - before.sum,
    // The least and the greatest of what came in between are known only where nothing came before.
    min: before.count === 0 ? after.min : Number.POSITIVE_INFINITY,
    max: before.count === 0 ? after.max : Number.NEGATIVE_INFINITY,
    scale: positive === NO_BUCKETS ? 0 : after.scale,
    zeroCount: after.zeroCount - before.zeroCount,
    positive,
    negative: NO_BUCKETS,
  };
}

function added(before: ExponentialValue, after: ExponentialValue): ExponentialBuckets {
  const { offset, counts } = after.positive;
  const old = before.positive;
  const more = Array.from(counts);
  for (let bucket = 0; bucket < old.counts.length; bucket += 1) {
    const place = ((old.offset + bucket) >> (before.scale - after.scale)) - offset;
    more[place] = (more[place] as number) - (old.counts[bucket] as number);
  }
  const first = more.findIndex((values) => values > 0);
  const last = more.findLastIndex((values) => values > 0);
  return first < 0 ? NO_BUCKETS : { offset: offset + first, counts: more.slice(first, last + 1) };
}
