import { report } from '@portcall/core';

/** Counts a refused value; the first one of a metric is reported with its reason. */
export function refuse(metric: string, reason: () => string): void {
  report({
    key: 'record.refused',
    about: metric,
    message: () =>
      `${metric}: refused a recording because ${reason()}; it is lost, and further ones of this metric are only counted; correct the call`,
  });
}

/** Counts a value that came after a backend was closed. */
export function refuseClosed(metric: string): void {
  report({
    key: 'record.closed',
    about: metric,
    message: `${metric}: recorded after telemetry was shut down; the value is lost; shut telemetry down last`,
  });
}
