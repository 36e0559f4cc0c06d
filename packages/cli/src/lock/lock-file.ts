import { shown } from '@portcall/core/internal';
import type { Catalog } from '@portcall/metrics';
import { readText } from '../files/file-check.js';
import { CommandError, jsonText } from '../outcome.js';
import { type LockedMetric, lockedMetrics } from './locked-metric.js';

/** Where metrics are locked when nobody says otherwise. */
export const LOCK_FILE = 'catalog.lock.json';

const VERSION = 1;

export function lockText(catalogs: readonly Catalog[]): string {
  return jsonText({ version: VERSION, metrics: lockedMetrics(catalogs) });
}

/** @throws CommandError for a file that is not there, or is not a lock of this version */
export function readLock(file: string): readonly LockedMetric[] {
  const lock = parsed(file, readText(file, 'write it with portcall lock, or name another with --lock'));
  const { version, metrics } = (lock ?? {}) as { readonly version?: unknown; readonly metrics?: unknown };
  if (version !== VERSION || !Array.isArray(metrics) || !metrics.every(isLocked)) {
    throw new CommandError(
      `${shown(file)}: it is not a lock of version ${VERSION}; write it anew with portcall lock, at the state that is compared with`,
    );
  }
  return metrics;
}

function parsed(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CommandError(`${shown(file)}: it is not JSON (${shown(cause)}); write it anew with portcall lock`);
  }
}

function isLocked(metric: unknown): metric is LockedMetric {
  const { name, key, kind, unit, attributes } = (metric ?? {}) as Partial<Record<keyof LockedMetric, unknown>>;
  const areTexts = [name, key, kind, unit].every((one) => typeof one === 'string');
  return areTexts && typeof attributes === 'object' && attributes !== null;
}
