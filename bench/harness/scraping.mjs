// The scraper, as the process sees it that starts it. It is another process: what a client holds must not count as what is
// held by whoever is scraped.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** @returns {(url: string, accept?: string) => Promise<{ totalMs: number, type: string, bytes: number, samples: number }>} */
export function startScraper() {
  const client = fork(fileURLToPath(new URL('scraper.mjs', import.meta.url)));
  return async (url, accept) => {
    client.send({ url, accept });
    const [answer] = await once(client, 'message');
    if (answer.status !== 200) throw new Error(`${url} answered a scrape with ${answer.status}`);
    return answer;
  };
}
