/** @jest-environment <rootDir>/examples/auction/test/pglite-environment.ts */
import { join } from 'node:path';
import { PostgresDialect } from 'kysely';
import { openDatabase } from '../src/database.js';
import { type AuctionHouse, auctionHouse } from '../src/domain/auction-house.js';
import { endAuction } from '../src/domain/closing.js';
import type { FeedEvent } from '../src/domain/feed.js';
import type { NewLot } from '../src/domain/lots.js';
import { BidTooLow, LotClosed, LotExists, NoSuchAuction, NoSuchLot } from '../src/domain/refusals.js';
import type { Database } from '../src/domain/tables.js';
import { migrate } from '../src/migrations.js';
import { pglitePool } from '../src/pglite-pool.js';

const MIGRATIONS = join(__dirname, '../migrations');
const NOWHERE = 999_999;

declare const PGlite: typeof import('@electric-sql/pglite').PGlite;

let db: Database;
let house: AuctionHouse;
const scheduled: { readonly lotId: number; readonly delayMs: number }[] = [];

beforeAll(async () => {
  db = await openDatabase(new PostgresDialect({ pool: pglitePool(await PGlite.create()) }), MIGRATIONS);
  const closings = { closeAfter: (lotId: number, delayMs: number) => void scheduled.push({ lotId, delayMs }) };
  house = auctionHouse({ db, closings, quietMs: 30 });
}, 60_000);

afterAll(() => db.destroy());

async function aLot(lot: Partial<NewLot> = {}): Promise<number> {
  const auctionId = lot.auctionId ?? (await house.openAuction('A sale'));
  return house.createLot({
    code: '1',
    title: 'A gull',
    startCents: 1_000,
    incrementCents: 100,
    openMs: 60_000,
    ...lot,
    auctionId,
  });
}

const bid = (lotId: number, amountCents: number, bidder = 'ada') => house.placeBid({ lotId, bidder, amountCents });

describe('the migrations', () => {
  it('are applied once', async () => {
    await migrate(db, MIGRATIONS);
    await expect(house.openAuction('Still there')).resolves.toBeGreaterThan(0);
  });
});

describe('a lot', () => {
  it('is listed by its code, and closes when it was said to', async () => {
    const auctionId = await house.openAuction('A sale');
    const second = await aLot({ auctionId, code: 'b' });
    const first = await aLot({ auctionId, code: 'a', openMs: 1_234 });
    expect((await house.getLots(auctionId)).map(({ id }) => id)).toEqual([first, second]);
    expect(scheduled.slice(-2)).toEqual([
      { lotId: second, delayMs: 60_000 },
      { lotId: first, delayMs: 1_234 },
    ]);
  });

  it('has a code of its own in an auction that is there', async () => {
    const auctionId = await house.openAuction('A sale');
    await aLot({ auctionId });
    await expect(aLot({ auctionId })).rejects.toThrow(LotExists);
    await expect(aLot({ auctionId: NOWHERE })).rejects.toThrow(NoSuchAuction);
  });

  it('is refused by the database when its price is no price', async () => {
    await expect(aLot({ startCents: -1 })).rejects.toMatchObject({ code: '23514' });
  });
});

describe('a bid', () => {
  it('becomes the price, and its bidder the leader', async () => {
    const lotId = await aLot();
    await expect(bid(lotId, 1_100)).resolves.toBe(1_100);
    await bid(lotId, 1_250, 'bertil');
    expect(await house.getLot(lotId)).toMatchObject({
      priceCents: 1_250,
      leader: 'bertil',
      isOpen: true,
      bids: [
        { bidder: 'ada', amountCents: 1_100 },
        { bidder: 'bertil', amountCents: 1_250 },
      ],
    });
  });

  it('that is too low leaves nothing behind', async () => {
    const lotId = await aLot();
    await expect(bid(lotId, 1_099)).rejects.toThrow(new BidTooLow(1_099, 1_100));
    expect(await house.getLot(lotId)).toMatchObject({ priceCents: 1_000, leader: null, bids: [] });
  });

  it('wins alone, however many make the same one at the same moment', async () => {
    const lotId = await aLot();
    const bids = await Promise.allSettled(['a', 'b', 'c', 'd', 'e'].map((bidder) => bid(lotId, 2_000, bidder)));
    expect(bids.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await house.getLot(lotId)).bids).toHaveLength(1);
  });

  it('needs a lot that is there, and open', async () => {
    const lotId = await aLot();
    await house.closeLot(lotId);
    await expect(bid(lotId, 2_000)).rejects.toThrow(LotClosed);
    await expect(bid(NOWHERE, 2_000)).rejects.toThrow(NoSuchLot);
  });
});

describe('a closing', () => {
  it('tells who has won at which price, now and again', async () => {
    const lotId = await aLot();
    await bid(lotId, 1_500, 'emi');
    const sale = { lotId, priceCents: 1_500, winner: 'emi' };
    await expect(house.closeLot(lotId)).resolves.toEqual(sale);
    await expect(house.closeLot(lotId)).resolves.toEqual(sale);
    await expect(house.closeLot(NOWHERE)).rejects.toThrow(NoSuchLot);
  });

  it('of an auction closes what is open', async () => {
    const auctionId = await house.openAuction('A sale');
    const [sold, unsold, before] = [
      await aLot({ auctionId }),
      await aLot({ auctionId, code: '2' }),
      await aLot({ auctionId, code: '3' }),
    ];
    await bid(sold, 1_100);
    await house.closeLot(before);
    expect(await endAuction(auctionId, house)).toEqual([
      { lotId: sold, priceCents: 1_100, winner: 'ada' },
      { lotId: unsold, priceCents: 1_000, winner: null },
    ]);
  });
});

describe('a feed', () => {
  it('gives the bids so far and those to come, says when it is quiet, and ends with the lot', async () => {
    const lotId = await aLot();
    await bid(lotId, 1_100);
    const heard: FeedEvent[] = [];
    for await (const event of house.feed(lotId)) {
      const isFirstQuiet = event.kind === 'still_open' && heard.at(-1)?.kind === 'bid';
      if (event.kind !== 'still_open' || isFirstQuiet) heard.push(event);
      if (heard.length === 2 && isFirstQuiet) await bid(lotId, 1_200, 'bertil');
      if (heard.length === 4 && isFirstQuiet) await house.closeLot(lotId);
    }
    expect(heard).toEqual([
      { kind: 'bid', bidder: 'ada', amountCents: 1_100 },
      { kind: 'still_open' },
      { kind: 'bid', bidder: 'bertil', amountCents: 1_200 },
      { kind: 'still_open' },
      { kind: 'closed' },
    ]);
  });

  it('of a lot that is not there begins with a refusal', async () => {
    await expect(house.feed(NOWHERE).next()).rejects.toThrow(NoSuchLot);
  });
});
