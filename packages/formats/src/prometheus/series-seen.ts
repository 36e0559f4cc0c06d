import type { SeriesLabels } from './label-texts.js';

/**
 * Which series of a family are written already. Two are the same where they have the same labels in whatever order; a scrape
 * must not hold them both.
 *
 * Labels are compared as they stand, which costs no new text, as long as nobody writes the same names in another order.
 */
export class SeriesSeen {
  private readonly written = new Set<string>();
  /** Of each set of names the order that came first, and of every order whether it is that one. */
  private readonly firstOrders = new Map<string, string>();
  private readonly isFirst = new Map<string, boolean>();

  /** @returns whether the series is new */
  add({ identity, names }: SeriesLabels, scope: string): boolean {
    const labels = this.isFirstOrder(names) ? identity : this.inFirstOrder(identity, names);
    const series = scope === '' ? labels : `${labels},${scope}`;
    const before = this.written.size;
    return this.written.add(series).size > before;
  }

  private isFirstOrder(names: string): boolean {
    const known = this.isFirst.get(names);
    if (known !== undefined) return known;
    const sorted = sortedNames(names);
    const first = this.firstOrders.get(sorted) ?? names;
    this.firstOrders.set(sorted, first);
    this.isFirst.set(names, first === names);
    return first === names;
  }

  private inFirstOrder(identity: string, names: string): string {
    const first = this.firstOrders.get(sortedNames(names)) as string;
    const pairs = new Map(Array.from(identity.matchAll(PAIR), ([pair, name]) => [name, pair]));
    return first
      .split(',')
      .map((name) => pairs.get(name))
      .join(',');
  }
}

const PAIR = /([^=,]+)="(?:[^"\\]|\\.)*"/g;

function sortedNames(names: string): string {
  return names.split(',').sort().join(',');
}
