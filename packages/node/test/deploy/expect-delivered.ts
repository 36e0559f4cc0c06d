import type { LedgerEntry } from '@portcall/node';

const NOTHING = { rejected: 0, dropped: {}, spooled: 0, pending: 0 };

/** Everything that was recorded was delivered, and nothing is left. It may have arrived twice. */
export function expectDelivered(ledger: readonly LedgerEntry[]): void {
  expect(ledger.map(({ signal }) => signal).sort()).toEqual(['metrics', 'spans']);
  for (const { recorded, delivered, rejected, dropped, spooled, pending } of ledger) {
    expect({ delivered, rejected, dropped, spooled, pending }).toEqual({ delivered: recorded, ...NOTHING });
  }
}
