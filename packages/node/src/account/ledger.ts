import type { Balance } from '@portcall/outbox';
import type { Delivering } from '../end/delivering.js';

/** What became of the spans, or of the data points, of one exporter since it was registered. */
export interface LedgerEntry extends Balance {
  /** What it is called in problems and events. */
  readonly exporter: string;
  readonly signal: 'spans' | 'metrics';
}

/** Exporters that are read by others, or that count nothing, are left out. */
export function ledgerOf(delivering: readonly Delivering[]): readonly LedgerEntry[] {
  const entries = delivering.flatMap(({ exporter, account }) =>
    account === undefined ? [] : Object.freeze<LedgerEntry>({ exporter, signal: account.signal, ...account.balance }),
  );
  return Object.freeze(entries);
}
