import type { Channel } from './channel.js';
import { describe, listed } from './describe.js';

/** One observer, as its registry knows it. */
export interface Sink<Event extends {}> {
  readonly name: string;
  /** Each of them once. */
  readonly categories: readonly string[];
  readonly channel: Channel<Event>;
}

export type ChannelsByCategory<Event extends {}> = ReadonlyMap<string, readonly Channel<Event>[]>;

/** The channels of every category, in the order in which their observers came. */
export function channelsByCategory<Event extends {}>(sinks: Iterable<Sink<Event>>): ChannelsByCategory<Event> {
  const channels = new Map<string, Channel<Event>[]>();
  for (const { categories, channel } of sinks) {
    for (const category of categories) {
      const others = channels.get(category);
      if (others === undefined) channels.set(category, [channel]);
      else others.push(channel);
    }
  }
  return channels;
}

/**
 * @param known all there are, where that is known
 * @throws Error for what is no list of at least one text, and for a category there is not
 */
export function checkedCategories(categories: readonly unknown[], known?: readonly string[]): string[] {
  if (!Array.isArray(categories) || categories.length === 0) {
    throw new Error(`categories: ${describe(categories)} names none; give a list of at least one to observe.`);
  }
  const distinct = [...new Set<unknown>(categories)];
  const wrong = distinct.findIndex((category) => typeof category !== 'string');
  if (wrong !== -1) {
    throw new Error(`categories: ${describe(distinct[wrong])} is not a text; give each category as events have it`);
  }
  const unknown = known && distinct.find((category) => !known.includes(category as string));
  if (unknown !== undefined) {
    throw new Error(`categories: unknown category ${describe(unknown)}; use one of ${listed(known ?? [])}`);
  }
  return distinct as string[];
}
