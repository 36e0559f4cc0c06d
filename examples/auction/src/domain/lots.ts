import { sql } from 'kysely';
import type { Closings } from './closings.js';
import { LotExists, NoSuchAuction, NoSuchLot } from './refusals.js';
import type { Database } from './tables.js';

export interface Lot {
  readonly id: number;
  readonly code: string;
  readonly title: string;
  readonly priceCents: number;
  readonly incrementCents: number;
  readonly leader: string | null;
  readonly isOpen: boolean;
}

export interface Bid {
  readonly bidder: string;
  readonly amountCents: number;
}

export interface NewLot {
  readonly auctionId: number;
  /** The auction's own name for it, like `17b`; no two lots of an auction have the same. */
  readonly code: string;
  readonly title: string;
  readonly startCents: number;
  readonly incrementCents: number;
  /** Milliseconds until it closes by itself. */
  readonly openMs: number;
}

export interface Lots {
  /** @returns its id */
  readonly openAuction: (name: string) => Promise<number>;
  /** @returns its id @throws NoSuchAuction, LotExists */
  readonly createLot: (lot: NewLot) => Promise<number>;
  /** By their codes; none for an auction that is not there. */
  readonly getLots: (auctionId: number) => Promise<readonly Lot[]>;
  /** One lot with its bids, oldest first. @throws NoSuchLot */
  readonly getLot: (lotId: number) => Promise<Lot & { readonly bids: readonly Bid[] }>;
}

/** Auctions and what is for sale there. */
export function lots(db: Database, closings: Closings): Lots {
  const selectLots = () =>
    db
      .selectFrom('lots')
      .select(({ eb }) => [
        'id',
        'code',
        'title',
        'price_cents as priceCents',
        'increment_cents as incrementCents',
        'leader',
        eb('closed_at', 'is', null).as('isOpen'),
      ])
      .$narrowType<{ isOpen: boolean }>();

  return {
    async openAuction(name) {
      const { id } = await db.insertInto('auctions').values({ name }).returning('id').executeTakeFirstOrThrow();
      return id;
    },

    async createLot({ auctionId, code, title, startCents, incrementCents, openMs }) {
      const { id } = await db
        .insertInto('lots')
        .values({
          auction_id: auctionId,
          code,
          title,
          price_cents: startCents,
          increment_cents: incrementCents,
          closes_at: sql`now() + ${openMs} * interval '1 millisecond'`,
        })
        .returning('id')
        .executeTakeFirstOrThrow()
        .catch((error: unknown) => {
          if (isViolation(error, UNIQUE)) throw new LotExists(code);
          if (isViolation(error, FOREIGN_KEY)) throw new NoSuchAuction(auctionId);
          throw error;
        });
      closings.closeAfter(id, openMs);
      return id;
    },

    getLots: (auctionId) => selectLots().where('auction_id', '=', auctionId).orderBy('code').execute(),

    async getLot(lotId) {
      const lot = await selectLots().where('id', '=', lotId).executeTakeFirst();
      if (lot === undefined) throw new NoSuchLot(lotId);
      const bids = await db
        .selectFrom('bids')
        .select(['bidder', 'amount_cents as amountCents'])
        .where('lot_id', '=', lotId)
        .orderBy('id')
        .execute();
      return { ...lot, bids };
    },
  };
}

// SQLSTATE, appendix A of the PostgreSQL manual.
const UNIQUE = '23505';
const FOREIGN_KEY = '23503';

function isViolation(error: unknown, sqlState: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === sqlState;
}
