import { setTimeout as sleep } from 'node:timers/promises';
import { seeded, Tally } from '@portcall/example-kit';
import { AuctionClient } from './auction-client.js';

/**
 * Uses the auction service as many users at once, over real connections, until every function has ended in every way it
 * can. The same users with the same plans every time; who bids first at the same moment differs.
 *
 * @param baseUrl the service's address
 * @returns what it made the service do
 */
export async function runLoad(baseUrl: string): Promise<Tally> {
  const made = new Tally();
  const user: User = (name) => new AuctionClient(baseUrl, name, made);
  const auctioneer = user('auctioneer');
  const auctionId = await auctioneer.openAuction('The attic of a lighthouse');
  const ids: number[] = [];
  for (const lot of LOTS) ids.push(await auctioneer.createLot(auctionId, lot));
  const [closing, lasting] = [ids.slice(0, CLOSING), ids.slice(CLOSING)];
  await Promise.all(SCENARIOS.map((scenario) => scenario(user, { auctionId, closing, lasting })));
  await auctioneer.endAuction(auctionId);
  await user('latecomer').placeBid(lasting[0] as number, 1_000_000);
  return made;
}

type User = (name: string) => AuctionClient;

interface Sale {
  readonly auctionId: number;
  /** Lots that close by themselves within seconds. */
  readonly closing: readonly number[];
  /** Lots that stay open to the end of the auction. */
  readonly lasting: readonly number[];
}

type Scenario = (user: User, sale: Sale) => Promise<unknown>;

const CLOSING = 5;
const AN_HOUR = 3_600_000;
const NOWHERE = 999_999_999;

const LOTS = [
  { code: '1', title: 'A lamp of brass, unlit', startCents: 4_000, incrementCents: 500, openMs: 900 },
  { code: '2', title: 'Charts of a coast that moved', startCents: 1_500, incrementCents: 100, openMs: 1_200 },
  { code: '3', title: 'A barometer, pessimistic', startCents: 2_500, incrementCents: 250, openMs: 1_500 },
  { code: '4', title: 'Nine bottles, one message', startCents: 900, incrementCents: 100, openMs: 1_900 },
  { code: '5', title: 'The keeper’s chair', startCents: 6_000, incrementCents: 1_000, openMs: 2_400 },
  { code: '6', title: 'A fog horn, hoarse', startCents: 12_000, incrementCents: 1_000, openMs: AN_HOUR },
  { code: '7', title: 'Logbooks, 1871 to 1902', startCents: 8_000, incrementCents: 500, openMs: AN_HOUR },
  { code: '8', title: 'A stuffed gull', startCents: 100, incrementCents: 50, openMs: AN_HOUR },
];

const biddersCompete: Scenario = (user, { auctionId }) =>
  Promise.all(
    ['ada', 'bertil', 'chioma', 'dmitri', 'emi'].map(async (name) => {
      const bidder = user(name);
      const chance = seeded(name);
      const among = (count: number): number => Math.floor(chance() * count);
      for (let turn = 0; turn < 24; turn += 1) {
        const open = (await bidder.getLots(auctionId)).filter(({ isOpen }) => isOpen);
        const lot = open[among(open.length)];
        // Now and then somebody bids what the lot costs already.
        if (lot !== undefined) await bidder.placeBid(lot.id, lot.priceCents + lot.incrementCents * among(4));
        await sleep(20 + among(80));
      }
    }),
  );

const everyoneBidsTheSame: Scenario = async (user, { lasting: [lot = 0] }) => {
  await sleep(300);
  const names = Array.from({ length: 10 }, (_, index) => `crowd-${index}`);
  await Promise.all(names.map((name) => user(name).placeBid(lot, 500_000)));
};

const watchersStay: Scenario = (user, { closing }) => Promise.all(closing.map((lot) => user('watcher').watch(lot)));

const watchersLeave: Scenario = (user, { lasting }) =>
  Promise.all([1, 3, 6].map((events, index) => user('passer-by').watch(lasting[index] as number, events)));

const visitorsLook: Scenario = (user, { closing }) => Promise.all(closing.map((lot) => user('visitor').getLot(lot)));

const aLotIsClosedByHand: Scenario = async (user, { closing: [lot = 0] }) => {
  await sleep(400);
  await user('auctioneer').closeLot(lot); // it will be closed by its timer too
  await user('latecomer').placeBid(lot, 1_000_000);
};

const mistakesAreMade: Scenario = async (user, { auctionId, lasting: [lot = 0] }) => {
  const novice = user('novice');
  await novice.placeBid(lot, 1);
  await novice.placeBid(lot, -1);
  await novice.placeBid(NOWHERE, 5_000);
  await novice.getLot(NOWHERE);
  await novice.watch(NOWHERE);
  await novice.closeLot(NOWHERE);
  await novice.getLots(NOWHERE);
  await novice.openAuction('');
  const gull = { code: '8', title: 'Another gull', startCents: 100, incrementCents: 50, openMs: AN_HOUR };
  await novice.createLot(auctionId, gull);
  await novice.createLot(auctionId, { ...gull, code: '9', startCents: -100 });
  await novice.createLot(NOWHERE, gull);
};

const SCENARIOS: readonly Scenario[] = [
  biddersCompete,
  everyoneBidsTheSame,
  watchersStay,
  watchersLeave,
  visitorsLook,
  aLotIsClosedByHand,
  mistakesAreMade,
];
