import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { NewLot } from './domain/lots.js';
import { Refusal } from './domain/refusals.js';
import type { Auction } from './traced-auction.js';

export interface HttpServer extends AsyncDisposable {
  readonly url: string;
}

interface Exchange {
  readonly auction: Auction;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly userId: string;
  /** The number in the path. */
  readonly id: number;
}

type Route = readonly [method: string, path: RegExp, handle: (exchange: Exchange) => Promise<void>];

const ROUTES: readonly Route[] = [
  ['POST', /^\/auctions$/, openAuction],
  ['GET', /^\/auctions\/(\d+)\/lots$/, getLots],
  ['POST', /^\/auctions\/(\d+)\/lots$/, createLot],
  ['POST', /^\/auctions\/(\d+)\/end$/, endAuction],
  ['GET', /^\/lots\/(\d+)$/, getLot],
  ['POST', /^\/lots\/(\d+)\/bids$/, placeBid],
  ['POST', /^\/lots\/(\d+)\/close$/, closeLot],
  ['GET', /^\/lots\/(\d+)\/feed$/, feed],
];

const STATUS_OF_REFUSALS: Readonly<Record<Refusal['code'], number>> = {
  NO_SUCH_AUCTION: 404,
  NO_SUCH_LOT: 404,
  LOT_EXISTS: 409,
  BID_TOO_LOW: 409,
  LOT_CLOSED: 410,
};

/** The auction over HTTP; feeds are lines of JSON. @param port 0 takes a free one */
export async function serveAuction(auction: Auction, port: number): Promise<HttpServer> {
  const server = createServer((request, response) => {
    handle(auction, request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else refuse(response, error);
    });
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function handle(auction: Auction, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  const userId = String(request.headers['x-user'] ?? 'anonymous');
  for (const [method, path, answer] of ROUTES) {
    const match = method === request.method ? path.exec(pathname) : null;
    if (match !== null) return answer({ auction, request, response, userId, id: Number(match[1]) });
  }
  reply(response, 404, { error: 'NO_SUCH_PAGE' });
}

async function openAuction({ auction, request, response }: Exchange): Promise<void> {
  const { name } = await bodyOf<{ name: string }>(request);
  reply(response, 201, { id: await auction.openAuction(name) });
}

async function getLots({ auction, response, id }: Exchange): Promise<void> {
  reply(response, 200, await auction.getLots(id));
}

async function createLot({ auction, request, response, id }: Exchange): Promise<void> {
  const lot = await bodyOf<Omit<NewLot, 'auctionId'>>(request);
  reply(response, 201, { id: await auction.createLot({ ...lot, auctionId: id }) });
}

async function endAuction({ auction, response, id, userId }: Exchange): Promise<void> {
  reply(response, 200, await auction.endAuction(id, userId));
}

async function getLot({ auction, response, id }: Exchange): Promise<void> {
  reply(response, 200, await auction.getLot(id));
}

async function placeBid({ auction, request, response, id, userId }: Exchange): Promise<void> {
  const { amountCents } = await bodyOf<{ amountCents: number }>(request);
  reply(response, 201, { priceCents: await auction.placeBid({ lotId: id, bidder: userId, amountCents }) });
}

async function closeLot({ auction, response, id }: Exchange): Promise<void> {
  reply(response, 200, await auction.closeLot(id));
}

async function feed({ auction, response, id }: Exchange): Promise<void> {
  const lines = auction.feed(id);
  const first = await lines.next(); // a lot that is not there is said so before anything is sent
  response.writeHead(200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' });
  if (first.done !== true) response.write(first.value);
  try {
    await pipeline(lines, response);
  } catch (error) {
    // A client that left is no failure; the pipeline has left the feed for it.
    if (!(error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE')) throw error;
  }
}

/** @throws SyntaxError for anything but an object of JSON */
async function bodyOf<T>(request: IncomingMessage): Promise<T> {
  const body: unknown = JSON.parse(await text(request));
  if (typeof body !== 'object' || body === null) throw new SyntaxError('the body must be an object');
  return body as T;
}

/** What the domain or the database refuses is the client's to mend, and everything else ours. */
function refuse(response: ServerResponse, error: unknown): void {
  if (error instanceof Refusal) reply(response, STATUS_OF_REFUSALS[error.code], { error: error.code });
  else if (error instanceof SyntaxError) reply(response, 400, { error: 'NO_JSON' });
  else if (isRefusedByDatabase(error)) reply(response, 422, { error: 'INVALID' });
  else {
    console.error(error);
    reply(response, 500, { error: 'INTERNAL' });
  }
}

/** SQLSTATE classes 22 and 23: values that are none of their type, and rows that a constraint forbids. */
function isRefusedByDatabase(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && /^2[23]/.test(error.code);
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
