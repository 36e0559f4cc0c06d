import { serveAuction } from '../src/http-server.js';
import type { Auction } from '../src/traced-auction.js';

it.each(['null', '5', '"a name"', '{', ''])('answers a body of %p with 400', async (body) => {
  await using server = await serveAuction({} as Auction, 0);
  for (const path of ['/auctions', '/auctions/1/lots', '/lots/1/bids']) {
    const response = await fetch(`${server.url}${path}`, { method: 'POST', body });
    expect([response.status, await response.json()]).toEqual([400, { error: 'NO_JSON' }]);
  }
});
