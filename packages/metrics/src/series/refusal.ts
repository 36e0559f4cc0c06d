import { report } from '@portcall/core';
import type { Cell } from './cell.js';

/** Counts a refused value; the first one of a metric is reported with its reason. */
export function refuse(metric: string, reason: () => string): void {
  report({
    key: 'record.refused',
    about: metric,
    message: () =>
      `${metric}: refused a recording because ${reason()}; it is lost, and further ones of this metric are only counted; correct the call`,
  });
}

/** Stands where the attributes were refused, so that every value meant for them is counted. */
export class RefusingCell implements Cell {
  constructor(
    private readonly metric: string,
    private readonly reason: () => string,
  ) {}

  write(): void {
    refuse(this.metric, this.reason);
  }
}

/** Stands for every series once a backend is closed. */
export class ClosedCell implements Cell {
  constructor(private readonly metric: string) {}

  write(): void {
    report({
      key: 'record.closed',
      about: this.metric,
      message: `${this.metric}: recorded after telemetry was shut down; the value is lost; shut telemetry down last`,
    });
  }
}
