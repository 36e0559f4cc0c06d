import { notice } from '@portcall/core/internal';
import type { WatchedDelivery } from './watched-delivery.js';

/** What is on disk at the end is not lost, and whoever waits for it would like to know. */
export function sayWhatIsKept(watched: readonly WatchedDelivery[]): void {
  for (const { of: one, result } of watched) {
    if (result === undefined || result.spooled === 0) continue;
    notice({
      key: 'export.kept',
      about: one.what,
      message: `${one.what}: ${result.spooled} are kept on disk; the next start delivers them`,
    });
  }
}
