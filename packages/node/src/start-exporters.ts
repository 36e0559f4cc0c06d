import { describe, report } from '@portcall/core';
import type { Exporter } from '@portcall/exporters';
import type { ExporterEvent } from './observers.js';

/** Starts every exporter. @returns resolves when all of them work; rejects with the first reason why one cannot */
export function startExporters(exporters: readonly Exporter[], tell: (event: ExporterEvent) => void): Promise<void> {
  const ready = Promise.all(
    exporters.map(async (exporter) => {
      try {
        await exporter.start?.();
        tell({ category: 'lifecycle', exporter: exporter.name, phase: 'started' });
      } catch (cause) {
        tell({ category: 'lifecycle', exporter: exporter.name, phase: 'failed', cause });
        report({
          key: 'export.start',
          about: exporter.name,
          message: cause instanceof Error ? cause.message : describe(cause),
        });
        throw cause;
      }
    }),
  ).then(() => {});
  // Reported above; an app that does not look at `ready` must not die of an unhandled rejection.
  ready.catch(() => {});
  return ready;
}
