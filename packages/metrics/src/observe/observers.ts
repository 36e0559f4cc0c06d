import { systemClock } from '@portcall/core';
import { Roster } from '@portcall/core/internal';
import type { Definition } from '../declare/definition.js';
import type { Observed } from './observation.js';
import { Observer, type ObserverCallback } from './observer.js';

/** The callbacks of one backend, in the order in which they came. */
export class Observers {
  private readonly roster = new Roster<Observer>();
  /** By metric, when it was first observed, in milliseconds since 1970: as far as is known its totals go since then. */
  private readonly startTimes = new Map<string, number>();

  /** @returns undo, which may be called again */
  add(metrics: readonly Definition[], callback: ObserverCallback): () => void {
    const observer = new Observer(metrics, callback);
    this.roster.add(observer);
    for (const { name } of metrics) if (!this.startTimes.has(name)) this.startTimes.set(name, systemClock.wall());
    return () => {
      observer.end();
      this.roster.delete(observer);
    };
  }

  startTime({ name }: Pick<Definition, 'name'>): number {
    return this.startTimes.get(name) ?? systemClock.wall();
  }

  /** Those of one metric. */
  of({ name }: Pick<Definition, 'name'>): readonly Observer[] {
    return this.roster.all.filter(({ metrics }) => metrics.some((metric) => metric.name === name));
  }

  /** What they say now; async ones, what they said when somebody last waited for them. Never throws. */
  now(): Observed {
    return this.roster.all.flatMap((observer) => observer.now());
  }

  /** What they say now. Takes as long as the slowest of them, and a second at most. Never rejects. */
  async awaited(): Promise<Observed> {
    return (await Promise.all(this.roster.all.map((observer) => observer.awaited()))).flat();
  }
}
