// Scrapes, in a process of its own, when it is told to: what it says is what a client sees.
import { request } from 'node:http';

process.on('message', async ({ url, accept }) => process.send(await scraped(url, accept)));
process.on('disconnect', () => process.exit());

function scraped(url, accept) {
  const startedAt = performance.now();
  const headers = accept === undefined ? {} : { accept };
  return new Promise((resolve, reject) => {
    const sent = request(url, { headers }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => {
        const totalMs = performance.now() - startedAt;
        const body = Buffer.concat(chunks);
        const { 'content-type': type = '' } = response.headers;
        resolve({ totalMs, status: response.statusCode, type, bytes: body.length, samples: samplesIn(body) });
      });
    });
    sent.on('error', reject).end();
  });
}

/** Lines that are no comments, without making a text of some hundred megabytes. */
function samplesIn(body) {
  let samples = 0;
  for (let at = 0; at < body.length; ) {
    if (body[at] !== 35) samples += 1;
    const end = body.indexOf(10, at);
    if (end < 0) break;
    at = end + 1;
  }
  return samples;
}
