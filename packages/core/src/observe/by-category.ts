import type { Channel } from '../flow/channel.js';
import { checkedArray, checkedOneOf, checkedText } from '../problem/checked-value.js';
import { Roster } from './roster.js';

/** One observer, as its registry knows it. */
export interface Observer<Event extends {}> {
  readonly id: string;
  /** Of those that were ever added. */
  readonly number: number;
  readonly name: string;
  /** Each of them once. */
  readonly categories: readonly string[];
  readonly channel: Channel<Event>;
}

/** The channels of every category, in the order in which their observers came. */
export class ChannelsByCategory<Event extends {}> {
  private readonly rosters: Map<string, Roster<Channel<Event>>> = new Map();

  /** Replaced, never changed. */
  of(category: string): readonly Channel<Event>[] {
    return this.rosters.get(category)?.all ?? NOBODY;
  }

  has(category: string): boolean {
    return this.rosters.has(category);
  }

  add({ categories, channel }: Observer<Event>): void {
    for (const category of categories) {
      let roster = this.rosters.get(category);
      if (roster === undefined) {
        roster = new Roster();
        this.rosters.set(category, roster);
      }
      roster.add(channel);
    }
  }

  delete({ categories, channel }: Observer<Event>): void {
    for (const category of categories) {
      const roster = this.rosters.get(category);
      roster?.delete(channel);
      // Categories may be made of data.
      if (roster?.size === 0) this.rosters.delete(category);
    }
  }
}

const NOBODY: readonly never[] = [];

/**
 * @param known every category, where that is known
 * @throws Error for anything but an array of texts, and for an unknown category
 */
export function checkedCategories(categories: readonly unknown[], known?: readonly string[]): string[] {
  const distinct = [...new Set<unknown>(checkedArray(categories, 'categories', 'give an array of texts'))];
  for (const category of distinct) checkedText(category, 'categories', 'give each category as events have it');
  if (known !== undefined) for (const category of distinct) checkedOneOf(category, known, 'categories');
  return distinct as string[];
}
