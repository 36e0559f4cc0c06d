import type { Tally } from '@portcall/example-kit';
import type { FeedEvent } from './domain/feed.js';
import type { Lot, NewLot } from './domain/lots.js';

/**
 * One user of the auction service, over HTTP. Every method counts the calls that it makes the service's functions do, with
 * the outcome it was answered: a second opinion on what the service says of itself.
 */
export class AuctionClient {
  constructor(
    private readonly baseUrl: string,
    private readonly userId: string,
    private readonly made: Tally,
  ) {}

  /** @returns its id */
  async openAuction(name: string): Promise<number> {
    return idOf(await this.call('openAuction', 'POST', '/auctions', { name }));
  }

  /** @returns its id, 0 where it was refused */
  async createLot(auctionId: number, lot: Omit<NewLot, 'auctionId'>): Promise<number> {
    const response = await this.call('createLot', 'POST', `/auctions/${auctionId}/lots`, lot);
    return response.ok ? idOf(response) : 0;
  }

  async getLots(auctionId: number): Promise<readonly Lot[]> {
    return (await this.call('getLots', 'GET', `/auctions/${auctionId}/lots`)).body as Lot[];
  }

  async getLot(lotId: number): Promise<void> {
    await this.call('getLot', 'GET', `/lots/${lotId}`);
  }

  async placeBid(lotId: number, amountCents: number): Promise<void> {
    await this.call('placeBid', 'POST', `/lots/${lotId}/bids`, { amountCents });
  }

  async closeLot(lotId: number): Promise<void> {
    await this.call('closeLot', 'POST', `/lots/${lotId}/close`);
  }

  /** Ends an auction, which makes the service call itself: once for the lots, and once for each that was open. */
  async endAuction(auctionId: number): Promise<void> {
    const { body } = await this.call('endAuction', 'POST', `/auctions/${auctionId}/end`);
    this.made.count('getLots', 'ok');
    for (const _sale of body as readonly unknown[]) this.made.count('closeLot', 'ok');
  }

  /** Listens to a lot until it closes, or leaves after so many events. */
  async watch(lotId: number, leaveAfter: number = Number.POSITIVE_INFINITY): Promise<void> {
    const connection = new AbortController();
    const response = await fetch(`${this.baseUrl}/lots/${lotId}/feed`, { signal: connection.signal });
    if (!response.ok) {
      await response.body?.cancel();
      this.made.count('feed', 'error');
      return;
    }
    let heard = 0;
    try {
      for await (const { kind } of eventsOf(response)) {
        heard += 1;
        if (heard >= leaveAfter && kind !== 'closed') connection.abort();
      }
    } catch (error) {
      if (!connection.signal.aborted) throw error;
    }
    this.made.count('feed', connection.signal.aborted ? 'abandoned' : 'ok');
  }

  private async call(fnName: string, method: string, path: string, body?: object): Promise<Answer> {
    const response = await fetch(this.baseUrl + path, {
      method,
      headers: { 'x-user': this.userId },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = { ok: response.ok, body: await response.json() };
    if (response.status >= 500) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer.body)}`);
    this.made.count(fnName, outcomeOf(answer));
    return answer;
  }
}

interface Answer {
  readonly ok: boolean;
  readonly body: unknown;
}

function outcomeOf({ ok, body }: Answer): string {
  if (ok) return 'ok';
  return (body as { error: string }).error === 'BID_TOO_LOW' ? 'rolled_back' : 'error';
}

function idOf({ body }: Answer): number {
  return (body as { id: number }).id;
}

async function* eventsOf(response: Response): AsyncGenerator<FeedEvent> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of response.body as unknown as AsyncIterable<Uint8Array>) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
    rest = lines.pop() as string;
    for (const line of lines) yield JSON.parse(line) as FeedEvent;
  }
}
