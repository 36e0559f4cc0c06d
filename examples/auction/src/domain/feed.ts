import type { Bell } from './bell.js';
import type { Bid } from './lots.js';
import { NoSuchLot } from './refusals.js';
import type { Database } from './tables.js';

export type FeedEvent =
  | ({ readonly kind: 'bid' } & Bid)
  /** Nothing has happened for a while. */
  | { readonly kind: 'still_open' }
  | { readonly kind: 'closed' };

export interface Feeds {
  /** All bids on a lot, those to come included, until it closes. @throws NoSuchLot before the first event */
  readonly feed: (lotId: number) => AsyncGenerator<FeedEvent, void, undefined>;
}

/** @param quietMs after how long without news a feed says so; a reader that has left is noticed then at the latest */
export function feeds(db: Database, bell: Bell, quietMs: number): Feeds {
  return {
    async *feed(lotId) {
      for (let seen = 0; ; ) {
        const news = bell.heard(lotId, quietMs); // before looking, so that nothing is missed in between
        const lot = await db.selectFrom('lots').select('closed_at').where('id', '=', lotId).executeTakeFirst();
        if (lot === undefined) throw new NoSuchLot(lotId);
        const bids = await db
          .selectFrom('bids')
          .select(['id', 'bidder', 'amount_cents as amountCents'])
          .where('lot_id', '=', lotId)
          .where('id', '>', seen)
          .orderBy('id')
          .execute();
        for (const { id, ...bid } of bids) {
          seen = id;
          yield { kind: 'bid', ...bid };
        }
        if (lot.closed_at !== null) return yield { kind: 'closed' };
        if (bids.length === 0) yield { kind: 'still_open' };
        await news;
      }
    },
  };
}
