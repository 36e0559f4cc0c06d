import { shown } from '@portcall/core/internal';
import type { Definition } from '../declare/definition.js';
import { readAttributes } from '../series/attribute-reading.js';
import { numberRule, refuseNumber } from '../series/number-rule.js';
import { refuse } from '../series/refusal.js';
import type { Observation, Observed } from './observation.js';

/** Says one value of one metric. Programs without types may give anything. */
export type Say = (metric: Definition, value: number, attributes?: object) => void;

/** What a callback says from its call to its end. Every value passes the guard, as it is said; what comes later is refused. */
export class Saying {
  private readonly said: Observation[] = [];
  private state: 'open' | 'ended' | 'discarded' = 'open';

  constructor(private readonly metrics: readonly Definition[]) {}

  readonly say: Say = (metric, value, attributes) => {
    if (this.state === 'discarded') return; // that has been reported
    const own = this.ownMetric(metric);
    if (own === undefined) refuse(this.metrics[0]!.name, () => `its callback is not registered for ${shown(metric)}`);
    else if (this.state === 'ended') refuse(own.name, () => 'its callback had ended, as it returned no promise');
    else this.take(own, value, attributes);
  };

  /** @returns what was said, which nothing is added to any more */
  end(): Observed {
    if (this.state === 'open') this.state = 'ended';
    return this.said;
  }

  /** Nothing was said, nor will be. */
  discard(): void {
    this.state = 'discarded';
    this.said.length = 0;
  }

  private take(metric: Definition, value: number, attributes: object | undefined): void {
    const { least, most } = numberRule(metric.kind);
    // NaN fails both comparisons.
    if (!(typeof value === 'number' && value >= least && value <= most)) {
      refuseNumber(metric, value);
      return;
    }
    const values = readAttributes(metric, attributes);
    if (typeof values === 'function') refuse(metric.name, values);
    else this.said.push({ metric, attributes: values, value });
  }

  /** By name too, as another copy of its catalog may be at hand. */
  private ownMetric(metric: Definition): Definition | undefined {
    try {
      return this.metrics.find((own) => own === metric || own.name === metric.name);
    } catch {
      return undefined; // null, or a proxy of the app
    }
  }
}
