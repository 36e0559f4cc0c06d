import { report } from '@portcall/core';
import { shown } from '@portcall/core/internal';
import type { Exporter } from '@portcall/exporters';
import type { ExporterEvent } from './observers.js';

/**
 * Starts every exporter.
 * @param names what each is called
 * @param start opens what an exporter has to open
 * @param failed is told of each that cannot work, and why
 * @returns resolves when all of them work; rejects with the first reason why one cannot
 */
export function startExporters(
  names: ReadonlyMap<Exporter, string>,
  start: (exporter: Exporter) => Promise<void>,
  tell: (event: ExporterEvent) => void,
  failed: (name: string, why: string) => void,
): Promise<void> {
  const ready = Promise.all(
    [...names].map(async ([exporter, name]) => {
      try {
        await start(exporter);
        tell({ category: 'exporter', exporter: name, phase: 'started' });
      } catch (cause) {
        tell({ category: 'exporter', exporter: name, phase: 'failed', cause });
        const message = messageOf(cause, exporter, name);
        failed(name, message);
        report({ key: 'export.start', about: name, message });
        throw cause;
      }
    }),
  ).then(() => {});
  // Reported above; an app that does not look at `ready` must not die of an unhandled rejection.
  ready.catch(() => {});
  return ready;
}

function messageOf(cause: unknown, exporter: Exporter, name: string): string {
  const said = cause instanceof Error ? cause.message : shown(cause);
  // Ours name themselves, what is wrong and the way out.
  if (said.startsWith(`${exporter.name}: `)) return said;
  return (
    `${name}: it could not be started (${said}); nothing is exported there, and everything else goes on; ` +
    'remove the cause and start the app again'
  );
}
