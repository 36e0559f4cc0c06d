// Sends requests of every kind to a server of its own, and prints their spans: node outgoing.mjs
import http from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { channels } from '@portcall/integrations/channels';
import { registerInstrumentation } from '@portcall/node';

const spans = [];
const telemetry = registerInstrumentation({
  serviceName: 'shop',
  exporters: ['none'],
  integrations: [channels({ only: ['http-client', 'undici', 'got'] })],
  spanProcessors: [
    { onStart() {}, onEnd: (span) => spans.push(span), forceFlush: async () => {}, shutdown: async () => {} },
  ],
});

const told = new Map();
const server = http.createServer((request, response) => {
  told.set(request.url, request.headers.traceparent);
  if (request.url === '/silent') return;
  if (request.url === '/moved') response.writeHead(302, { location: '/there' }).end();
  else if (request.url === '/cut')
    response.writeHead(200, { 'content-length': '9' }).write('x', () => request.socket.destroy());
  else response.end('hello');
});
server.on('upgrade', (request, socket) => {
  told.set(request.url, request.headers.traceparent);
  socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n');
});
await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
const { port } = server.address();
const origin = `http://127.0.0.1:${port}`;

/** Sends, reads, and waits until the request is done with, however it ends. */
const sent = (path, options = {}, also = () => {}) =>
  new Promise((done) => {
    const request = http.request(origin + path, options, (response) => text(response).catch(() => {}));
    request.on('error', () => {}).on('close', done);
    request.on('upgrade', (_response, socket) => socket.destroy());
    also(request);
    request.end();
  });

await sent('/get');
await sent('/post', { method: 'POST' }, (request) => request.write('body'));
await sent('/purge', { method: 'PURGE' });
await sent('/cut');
await sent('/array', { headers: ['Host', 'elsewhere.example', 'TraceParent', 'of somebody else'] });
await sent('/expect', { method: 'POST', headers: { expect: '100-continue' } }, (request) => request.write('body'));
await sent('/upgrade', { headers: { connection: 'upgrade', upgrade: 'echo' } });
await sent('/silent', {}, (request) => setTimeout(() => request.destroy(new Error('late')), 20));
await sent('/aborted', { signal: AbortSignal.abort() });
if (!process.versions.bun) await (await fetch(`${origin}/moved`)).text();
await sleep(50);

const received = new Set([...told.values()].map((header) => header?.split('-')[2]));
for (const span of spans) {
  const { name, attributes } = span;
  const said = [
    `${name} ${attributes['url.full'].replace(origin, '')}`,
    attributes['server.port'] === port ? 'here' : attributes['server.port'],
    attributes['http.response.status_code'] ?? 'no answer',
    attributes['error.type'] ?? 'ok',
    received.has(span.spanContext().spanId) ? 'passed on' : 'not passed on',
  ];
  console.log(said.join(', '));
}
await telemetry.shutdown();
server.close();
server.closeAllConnections();
