import type { Bell } from './bell.js';
import { BidTooLow, LotClosed, NoSuchLot } from './refusals.js';
import type { Database } from './tables.js';

export interface NewBid {
  readonly lotId: number;
  readonly bidder: string;
  readonly amountCents: number;
}

export interface Bidding {
  /** @returns the lot's new price @throws NoSuchLot, LotClosed, BidTooLow: then nothing has happened */
  readonly placeBid: (bid: NewBid) => Promise<number>;
}

/**
 * Places bids. The lot's row is locked while its price is compared with the bid, so that of two bids at the same moment one
 * comes second and meets the other's price. A bid is written before it is known to be high enough, and taken back with
 * everything else when it is not.
 */
export function bidding(db: Database, bell: Bell): Bidding {
  return {
    async placeBid({ lotId, bidder, amountCents }) {
      await db.transaction().execute(async (tx) => {
        const lot = await tx
          .selectFrom('lots')
          .select(['price_cents', 'increment_cents', 'closed_at'])
          .where('id', '=', lotId)
          .forUpdate()
          .executeTakeFirst();
        if (lot === undefined) throw new NoSuchLot(lotId);
        if (lot.closed_at !== null) throw new LotClosed(lotId);
        await tx.insertInto('bids').values({ lot_id: lotId, bidder, amount_cents: amountCents }).execute();
        const { numUpdatedRows } = await tx
          .updateTable('lots')
          .set({ price_cents: amountCents, leader: bidder })
          .where('id', '=', lotId)
          .where(({ eb }) => eb(eb('price_cents', '+', eb.ref('increment_cents')), '<=', amountCents))
          .executeTakeFirst();
        if (numUpdatedRows === 0n) throw new BidTooLow(amountCents, lot.price_cents + lot.increment_cents);
      });
      bell.ring(lotId);
      return amountCents;
    },
  };
}
