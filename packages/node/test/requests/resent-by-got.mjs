// Sends requests by got to a server of its own, over HTTP/1.1 and HTTP/2, and prints their spans: node resent-by-got.mjs
import http from 'node:http';
import http2 from 'node:http2';
import { channels } from '@portcall/integrations/channels';
import { registerInstrumentation } from '@portcall/node';
import got from 'got';

const spans = [];
const telemetry = registerInstrumentation({
  serviceName: 'shop',
  exporters: ['none'],
  integrations: [channels({ only: ['http-client', 'undici', 'got'] })],
  spanProcessors: [
    { onStart() {}, onEnd: (span) => spans.push(span), forceFlush: async () => {}, shutdown: async () => {} },
  ],
});

let refusals = 2;
const server = http.createServer((request, response) => {
  if (request.url === '/busy' && refusals-- > 0) response.writeHead(503).end();
  else if (request.url === '/moved') response.writeHead(302, { location: '/there' }).end();
  else if (request.url === '/unknown') response.writeHead(404).end();
  else response.end('hello');
});
await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
const origin = `http://127.0.0.1:${server.address().port}`;
const retry = { limit: 2, calculateDelay: ({ computedValue }) => Math.min(computedValue, 1) };

const answers = [];
for (const path of ['/there', '/busy', '/moved', '/unknown']) {
  const answer = await got(origin + path, { retry })
    .text()
    .catch(({ response }) => response.statusCode);
  answers.push(answer);
}
const { key, cert } = JSON.parse(process.env.CERTIFICATE ?? '{}');
if (key !== undefined) {
  const secure = http2.createSecureServer({ key, cert }, (_request, response) => response.end('by HTTP/2'));
  await new Promise((ready) => secure.listen(0, '127.0.0.1', ready));
  const url = `https://127.0.0.1:${secure.address().port}/there`;
  answers.push(await got(url, { http2: true, https: { rejectUnauthorized: false } }).text());
  secure.close();
}
console.log(answers.join(' '));
for (const { name, attributes } of spans) {
  const path = new URL(attributes['url.full']).pathname;
  console.log(
    `${name} ${path} ${attributes['http.response.status_code']} ${attributes['http.request.resend_count'] ?? 'first'}`,
  );
}
await telemetry.shutdown();
server.close();
server.closeAllConnections();
process.exit();
