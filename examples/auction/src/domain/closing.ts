import { sql } from 'kysely';
import type { Bell } from './bell.js';
import type { Lots } from './lots.js';
import { NoSuchLot } from './refusals.js';
import type { Database } from './tables.js';

/** What became of a lot. */
export interface Sale {
  readonly lotId: number;
  readonly priceCents: number;
  /** Null where nobody bid. */
  readonly winner: string | null;
}

export interface Closing {
  /** Closes a lot; one that is closed already stays as it is. @throws NoSuchLot */
  readonly closeLot: (lotId: number) => Promise<Sale>;
}

export function closing(db: Database, bell: Bell): Closing {
  return {
    async closeLot(lotId) {
      const closed = await db
        .updateTable('lots')
        .set({ closed_at: sql`now()` })
        .where('id', '=', lotId)
        .where('closed_at', 'is', null)
        .returning(['id as lotId', 'price_cents as priceCents', 'leader as winner'])
        .executeTakeFirst();
      if (closed !== undefined) {
        bell.ring(lotId);
        return closed;
      }
      const before = await db
        .selectFrom('lots')
        .select(['id as lotId', 'price_cents as priceCents', 'leader as winner'])
        .where('id', '=', lotId)
        .executeTakeFirst();
      if (before === undefined) throw new NoSuchLot(lotId);
      return before;
    },
  };
}

/** Ends a whole auction: closes one lot after the other that is still open. @returns what became of those */
export async function endAuction(
  auctionId: number,
  { getLots, closeLot }: Pick<Lots & Closing, 'getLots' | 'closeLot'>,
): Promise<readonly Sale[]> {
  const sales: Sale[] = [];
  for (const { id, isOpen } of await getLots(auctionId)) if (isOpen) sales.push(await closeLot(id));
  return sales;
}
