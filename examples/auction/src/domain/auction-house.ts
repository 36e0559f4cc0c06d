import { Bell } from './bell.js';
import { type Bidding, bidding } from './bidding.js';
import { type Closing, closing } from './closing.js';
import type { Closings } from './closings.js';
import { type Feeds, feeds } from './feed.js';
import { type Lots, lots } from './lots.js';
import type { Database } from './tables.js';

export interface AuctionHouse extends Lots, Bidding, Closing, Feeds {}

export interface AuctionHouseParts {
  readonly db: Database;
  readonly closings: Closings;
  /** After how long without news a feed says so. @default 250 */
  readonly quietMs?: number;
}

/** Everything the auction house does by itself: plain functions over a database. */
export function auctionHouse({ db, closings, quietMs = 250 }: AuctionHouseParts): AuctionHouse {
  const bell = new Bell();
  return { ...lots(db, closings), ...bidding(db, bell), ...closing(db, bell), ...feeds(db, bell, quietMs) };
}
