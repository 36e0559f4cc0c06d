// An address that cannot work: what is said of it, and how soon.

import { certificate } from '../harness/certificate.mjs';
import { afterShutdown } from '../harness/findings.mjs';
import { atMost, exactly, NOTHING_UNSAID, says } from '../harness/wanted.mjs';

const SECRET = 'canary-5f1c';
const CALLS = 400;

const mistaken = (title, { receiver: options = {}, behaviour = { kind: 'accept' }, urlOf, cause }) => ({
  title,
  wanted: [
    NOTHING_UNSAID,
    says('the cause', cause),
    atMost(1_000, 'from the first failure to the first line', ({ silentMs }) => silentMs, ' ms'),
    exactly(0, 'lines with the secret', ({ leaks }) => leaks),
  ],
  async run({ peer, startReceiver, startApplication }) {
    const receiver = await startReceiver(options());
    await receiver.behave(behaviour);
    const application = await startApplication({
      peer,
      url: urlOf(receiver),
      env: {
        OTEL_BSP_SCHEDULE_DELAY: '200',
        OTEL_EXPORTER_OTLP_HEADERS: `api-key=${SECRET}`,
      },
    });
    const startedAt = Date.now();
    await application.ask('steady', { rate: 200, seconds: CALLS / 200 });
    const found = await afterShutdown(application, receiver);
    const leaks = application.stderr.split('\n').filter((line) => line.includes(SECRET)).length;
    const silentMs =
      application.spokeAt === undefined ? Number.POSITIVE_INFINITY : application.spokeAt - startedAt - 200;
    return { ...found, silentMs, leaks };
  },
});

const tls = () => ({ tls: certificate() });
const plain = () => ({});
const own = ({ url }) => url;

export const mistakes = {
  'name-not-found': mistaken('a host that does not exist', {
    receiver: plain,
    urlOf: () => `http://user:${SECRET}@collector.invalid:4318`,
    cause: /not found|ENOTFOUND|EAI_AGAIN|does not exist|unknown host/i,
  }),
  'connection-refused': mistaken('a port that nobody listens on', {
    receiver: plain,
    urlOf: () => 'http://127.0.0.1:9',
    cause: /refused/i,
  }),
  'tls-to-plain': mistaken('https for a port without TLS', {
    receiver: plain,
    urlOf: ({ port }) => `https://127.0.0.1:${port}`,
    cause: /TLS|SSL/i,
  }),
  'plain-to-tls': mistaken('http for a port with TLS', {
    receiver: tls,
    urlOf: ({ port }) => `http://127.0.0.1:${port}`,
    cause: /TLS|https|hang up|closed|reset/i,
  }),
  'unknown-issuer': mistaken('a certificate that nobody trusts', {
    receiver: tls,
    urlOf: own,
    cause: /certificate|self-signed/i,
  }),
  'path-twice': mistaken('/v1/traces in the base address', {
    receiver: plain,
    behaviour: { kind: 'status', status: 404, body: '404 page not found' },
    urlOf: ({ url }) => `${url}/v1/traces`,
    cause: /v1\/traces\/v1\/traces|twice/i,
  }),
  'not-authorized': mistaken('401', {
    receiver: plain,
    behaviour: { kind: 'status', status: 401, body: 'bad api key' },
    urlOf: own,
    cause: /401/,
  }),
  'html-page': mistaken('a web server that answers everything with a page', {
    receiver: plain,
    behaviour: { kind: 'page', type: 'text/html' },
    urlOf: own,
    cause: /html|not OTLP/i,
  }),
};
