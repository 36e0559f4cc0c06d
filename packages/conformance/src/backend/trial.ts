import { type CountedProblem, problems } from '@portcall/core';
import { bind, type Definition } from '@portcall/metrics';
import { type AnyRecorder, call } from '../call.js';
import { expectSeries } from '../expect-series.js';
import { PlainModel, type SeriesReading } from '../plain-model.js';
import type { BackendUnderTest } from './backend-under-test.js';
import { type ShopKey, shopCatalog, shopDefinitions } from './shop.js';

/** A recording: value and attributes may be anything an app without types could hand over. */
export type Row = readonly [metric: ShopKey, value: unknown, attributes?: unknown];

/** One backend with the shop's recorders on it, and the plain model that is told the same. */
export class Trial {
  readonly backend: BackendUnderTest['backend'];
  readonly guards: number;
  readonly recorders: Readonly<Record<ShopKey, AnyRecorder>>;
  private readonly model: PlainModel;

  constructor(private readonly made: BackendUnderTest) {
    this.backend = made.backend;
    this.guards = made.guards ?? 1;
    this.recorders = this.bindAgain();
    this.model = new PlainModel(this.guards > 0);
  }

  /** The recorders of one more copy of the catalog. */
  bindAgain(): Readonly<Record<ShopKey, AnyRecorder>> {
    return bind(shopCatalog(), this.backend);
  }

  record(...rows: readonly Row[]): void {
    for (const [metric, value, attributes] of rows) {
      call(this.recorders[metric], value, attributes);
      this.expect([metric, value, attributes]);
    }
  }

  recordBound(...rows: readonly Row[]): void {
    for (const [metric, value, attributes] of rows) {
      call(this.recorders[metric].with(attributes ?? {}), value);
      this.expect([metric, value, attributes]);
    }
  }

  remove(...rows: readonly (readonly [metric: ShopKey, attributes?: unknown])[]): void {
    for (const [metric, attributes] of rows) {
      this.recorders[metric].remove(attributes);
      this.model.remove(shopDefinitions[metric], attributes);
    }
  }

  clear(metric: ShopKey): void {
    this.recorders[metric].clear();
    this.model.clear(shopDefinitions[metric]);
  }

  /** Tells only the model. */
  expect(...rows: readonly Row[]): void {
    for (const [metric, value, attributes] of rows) this.model.take(shopDefinitions[metric], value, attributes);
  }

  async read(metric: ShopKey): Promise<readonly SeriesReading[]> {
    return this.readMetric(shopDefinitions[metric]);
  }

  async readMetric(definition: Definition): Promise<readonly SeriesReading[]> {
    return (await this.made.read?.(definition)) ?? [];
  }

  /** Fails unless every metric has the model's series with the model's numbers. */
  async expectModel(): Promise<void> {
    for (const definition of Object.values(shopDefinitions)) {
      expectSeries(await this.readMetric(definition), this.model.series(definition));
    }
  }

  /** How often a metric has refused something. */
  refusals(metric: ShopKey): number {
    return problemOf('record.refused', shopDefinitions[metric].name)?.count ?? 0;
  }
}

export function problemOf(key: string, about: string): CountedProblem | undefined {
  return problems().find((problem) => problem.key === key && problem.about === about);
}
