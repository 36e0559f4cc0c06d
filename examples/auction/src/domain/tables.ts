import type { ColumnType, Generated, Kysely } from 'kysely';

/** The tables as the migrations make them. Money is in whole cents. */
export interface Tables {
  readonly auctions: {
    readonly id: Generated<number>;
    readonly name: string;
  };
  readonly lots: {
    readonly id: Generated<number>;
    readonly auction_id: number;
    readonly code: string;
    readonly title: string;
    readonly price_cents: number;
    /** By how much a bid must be above the price. */
    readonly increment_cents: number;
    /** Whose bid the price is; null while there is none. */
    readonly leader: string | null;
    readonly closes_at: Date;
    readonly closed_at: Date | null;
  };
  readonly bids: {
    readonly id: Generated<number>;
    readonly lot_id: number;
    readonly bidder: string;
    readonly amount_cents: number;
    readonly placed_at: ColumnType<Date, never, never>;
  };
}

export type Database = Kysely<Tables>;
