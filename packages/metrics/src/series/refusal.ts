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

/** Counts a removal by attributes that no series of a metric can have. */
export function refuseRemoval(metric: string, reason: () => string): void {
  report({
    key: 'record.remove',
    about: metric,
    message: () =>
      `${metric}: remove() found no series because ${reason()}; nothing is removed; give the attributes of the series as they are recorded`,
  });
}

/** Counts a removal on a backend that has no way to forget. */
export function reportUnforgettable(metric: string): void {
  report({
    key: 'record.remove',
    about: metric,
    message:
      `${metric}: remove() and clear() do nothing on this backend, which cannot forget a series; it is kept and exported ` +
      'further; bind the catalog to a store, such as telemetry.backend',
  });
}
