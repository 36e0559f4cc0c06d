// The receiver is away, or answers with what OTLP calls retryable, for a while; load goes on all the time.
import { setTimeout as pause } from 'node:timers/promises';
import { afterShutdown, settled } from '../harness/findings.mjs';
import { atMost, exactly, NOTHING_LOST, NOTHING_TWICE, NOTHING_UNSAID, SMALL, TURNING } from '../harness/wanted.mjs';

const HEALTHY_SECONDS = 5;
/** As long as the longest pause between two attempts may be, and a little. */
const SETTLE_SECONDS = 40;

const UNHARMED = [NOTHING_LOST, NOTHING_UNSAID, NOTHING_TWICE, SMALL, TURNING];

export const outage = ({
  title,
  rate,
  seconds,
  quick = 6,
  fault,
  end,
  wanted = [],
  env = {},
  tail = 5,
  grpc,
  peers,
}) => ({
  title,
  peers,
  wanted: [...UNHARMED, ...wanted],
  async run({ peer, startReceiver, startApplication, isQuick }) {
    const away = isQuick ? quick : seconds;
    const receiver = await startReceiver({ grpc });
    const application = await startApplication({ peer, url: receiver.url, env });
    const load = application.ask('steady', { rate, seconds: HEALTHY_SECONDS + away + tail });
    await pause(HEALTHY_SECONDS * 1_000);
    await fault(receiver, away);
    await pause(away * 1_000);
    await end(receiver);
    await load;
    const settledAfter = await settled(receiver, application.ended(), SETTLE_SECONDS);
    const found = await afterShutdown(application, receiver);
    return { ...found, settledAfter, added: (await receiver.summary()).added };
  },
});

export const gone = { fault: (receiver) => receiver.down(), end: (receiver) => receiver.up() };
export const answering = (behaviourFor) => ({
  fault: (receiver, seconds) => receiver.behave(behaviourFor(seconds)),
  end: (receiver) => receiver.behave({ kind: 'accept' }),
});

export const outages = {
  'outage-30s': outage({ title: '30 s outage at 200/s', rate: 200, seconds: 30, ...gone }),
  'outage-1000': outage({ title: '20 s outage at 1,000/s', rate: 1_000, seconds: 20, ...gone }),
  'status-503': outage({
    title: '503 for 30 s at 200/s',
    rate: 200,
    seconds: 30,
    ...answering(() => ({ kind: 'status', status: 503 })),
    wanted: [atMost(15, 'requests answered 503', ({ answers }) => answers[503] ?? 0)],
  }),
  'retry-after-429': outage({
    title: '429 with Retry-After: 10 for 10 s',
    rate: 200,
    seconds: 10,
    quick: 4,
    ...answering((seconds) => ({ kind: 'status', status: 429, retryAfter: String(seconds) })),
    wanted: [exactly(0, 'requests inside the window', ({ tooEarly }) => tooEarly)],
  }),
  'retry-after-503': outage({
    title: '503 with Retry-After: 25 for 25 s',
    rate: 200,
    seconds: 25,
    ...answering((seconds) => ({ kind: 'status', status: 503, retryAfter: String(seconds) })),
    wanted: [exactly(0, 'requests inside the window', ({ tooEarly }) => tooEarly)],
  }),
  'delta-outage': outage({
    title: '30 s outage, delta counters every second',
    rate: 200,
    seconds: 30,
    ...gone,
    env: {
      OTEL_METRIC_EXPORT_INTERVAL: '1000',
      OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta',
    },
    wanted: [
      // What waits is merged: a request for each second of the outage would be 70.
      atMost(40, 'requests', ({ requests }) => requests),
      {
        what: 'deltas add up to the calls made',
        of: ({ sent, added }) => ({ met: sent === added, found: `${added} of ${sent}` }),
      },
    ],
  }),
  flapping: {
    title: 'away and back every 2 s for 30 s at 200/s',
    wanted: [NOTHING_LOST, NOTHING_UNSAID, SMALL, TURNING],
    async run({ peer, startReceiver, startApplication, isQuick }) {
      const receiver = await startReceiver();
      const application = await startApplication({ peer, url: receiver.url });
      const seconds = isQuick ? 8 : 30;
      const load = application.ask('steady', { rate: 200, seconds });
      for (let done = 0; done < seconds; done += 4) {
        await receiver.down();
        await pause(2_000);
        await receiver.up();
        await pause(2_000);
      }
      await load;
      const settledAfter = await settled(receiver, application.ended(), SETTLE_SECONDS);
      return { ...(await afterShutdown(application, receiver)), settledAfter };
    },
  },
};
