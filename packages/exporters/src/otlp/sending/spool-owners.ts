import { builtin, processWide, shown } from '@portcall/core/internal';
import type { SignalSettings } from '../settings/signal-settings.js';

/** Whose requests are in a folder, for as long as the process lives: also an exporter that has ended has left some there. */
const owners = processWide<Map<string, string>>('exporters.spools', () => new Map());

/**
 * Sees to it that a folder is for one receiver, and one set of headers: two of them would send each other's requests.
 * @param name of the spool in the folder
 * @throws Error where the folder is somebody else's in this process
 */
export function claimSpool(dir: string, name: string, { destination, headers }: SignalSettings): void {
  const path = builtin('node:path');
  const folder = path.resolve(dir, name);
  const owner = JSON.stringify([destination.url.href, Object.entries(headers).sort()]);
  if ((owners.get(folder) ?? owner) !== owner)
    throw new Error(
      `otlp({ spool.dir }): ${shown(dir)} is the folder of another receiver, or of one with other headers; give each otlp() a folder of its own`,
    );
  owners.set(folder, owner);
}
