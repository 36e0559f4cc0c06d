// The application ends by itself while the receiver does not do what it should.
import { setTimeout as pause } from 'node:timers/promises';
import { afterShutdown, findings } from '../harness/findings.mjs';
import { atMost, exactly, lost, NOTHING_LOST, NOTHING_UNSAID, says } from '../harness/wanted.mjs';

/** Nobody listens on it, and nobody may. */
const NOWHERE = 'http://127.0.0.1:9';

const ending = ({ title, behaviours, bursts, thenExit = true, wanted }) => ({
  title,
  wanted,
  async run({ peer, startReceiver, startApplication }) {
    const receiver = await startReceiver();
    await receiver.behave(...behaviours);
    const application = await startApplication({ peer, url: receiver.url });
    for (const count of bursts) {
      await application.ask('burst', { count });
      await pause(0);
    }
    return afterShutdown(application, receiver, { thenExit });
  },
});

const ACCEPT = { kind: 'accept' };
const UNAVAILABLE = { kind: 'status', status: 503 };

export const shutdowns = {
  'hanging-shutdown': ending({
    title: 'hanging receiver, 4,000 spans, shutdown',
    behaviours: [{ kind: 'hang' }],
    bursts: [2_000, 2_000],
    thenExit: false,
    wanted: [NOTHING_UNSAID, atMost(3_500, 'until the process has ended', ({ endMs }) => endMs, ' ms')],
  }),
  'refused-once': ending({
    title: 'one batch answered 400, two 503 once, shutdown',
    behaviours: [{ kind: 'status', status: 400 }, UNAVAILABLE, UNAVAILABLE, ACCEPT],
    bursts: [2_000],
    wanted: [NOTHING_UNSAID, atMost(512, 'lost, all counted', lost)],
  }),
  poison: ending({
    title: 'one span that the receiver answers 400 for, shutdown',
    behaviours: [{ kind: 'poison', seq: 700 }],
    bursts: [2_000],
    wanted: [NOTHING_UNSAID, exactly(1, 'lost', lost)],
  }),
  'too-large': ending({
    title: '413 for more than 100 spans, shutdown',
    behaviours: [{ kind: 'too-large', items: 100 }],
    bursts: [2_000],
    wanted: [NOTHING_LOST, NOTHING_UNSAID],
  }),
  'ctrl-c': {
    title: 'Ctrl-C with no receiver',
    wanted: [
      atMost(1_000, 'until the process has ended', ({ endMs }) => endMs, ' ms'),
      exactly('SIGINT', 'ends by', ({ ending: how }) => how),
      says('the address', /127\.0\.0\.1:9\b/),
      says('the cause', /refused/i),
    ],
    async run({ peer, startReceiver, startApplication }) {
      const receiver = await startReceiver();
      const application = await startApplication({ peer, url: NOWHERE });
      await application.ask('steady', { rate: 200, seconds: 2 });
      application.kill('SIGINT');
      const { code, signal, endMs, late } = await application.end();
      return findings({ application, receiver, ending: late ? 'never' : (signal ?? code), endMs });
    },
  },
};
