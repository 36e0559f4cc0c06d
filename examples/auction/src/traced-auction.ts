import { action, mutation, query, tracedFunctions } from '@portcall/trace';
import { ClosingTimers } from './closing-timers.js';
import { type AuctionHouse, auctionHouse } from './domain/auction-house.js';
import { endAuction, type Sale } from './domain/closing.js';
import { BidTooLow } from './domain/refusals.js';
import type { Database } from './domain/tables.js';
import { ndjson } from './ndjson.js';

/** What the auction house offers to the world. */
export interface Auction extends Omit<AuctionHouse, 'feed'> {
  /** Ends an auction on behalf of somebody. */
  readonly endAuction: (auctionId: number, userId: string) => Promise<readonly Sale[]>;
  /** A lot's events, a line of JSON for each. @throws NoSuchLot before the first one */
  readonly feed: (lotId: number) => AsyncGenerator<string, void, undefined>;
}

export interface TracedAuction {
  readonly auction: Auction;
  readonly closings: ClosingTimers;
}

/** The auction house with its functions traced, and with timers for its lots. */
export function tracedAuction(db: Database): TracedAuction {
  const closings: ClosingTimers = new ClosingTimers((lotId) => house.closeLot(lotId));
  const plain = auctionHouse({ db, closings });
  const house = tracedFunctions({
    openAuction: mutation(plain.openAuction),
    createLot: mutation(plain.createLot),
    getLots: query(plain.getLots),
    getLot: query(plain.getLot),
    placeBid: mutation(plain.placeBid, {
      identify: ({ bidder }) => ({ userId: bidder }),
      isRollback: (thrown) => thrown instanceof BidTooLow,
    }),
    closeLot: mutation(plain.closeLot),
    feed: action(ndjson(plain.feed)),
  });
  // Calls traced functions, so that each of them has a trace of its own, below this one.
  const whole = tracedFunctions({
    endAuction: action((auctionId: number, _userId: string) => endAuction(auctionId, house), {
      identify: (_auctionId, userId) => ({ userId }),
    }),
  });
  return { auction: { ...house, ...whole }, closings };
}
