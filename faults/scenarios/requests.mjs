// What an outage costs the application's own requests: their times while the receiver is healthy and while it is away, by
// turns, so that whatever the machine does beside it meets both.
import { fork } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { conversationWith } from '../harness/conversation.mjs';
import { afterShutdown, settled } from '../harness/findings.mjs';
import { atMost, NOTHING_LOST, NOTHING_UNSAID, SMALL, TURNING } from '../harness/wanted.mjs';

const CLIENT = fileURLToPath(new URL('../application/client.mjs', import.meta.url));
const RATE = 200;
const SETTLE_SECONDS = 40;

const served = ({ title, begin, end }) => ({
  title,
  alone: true,
  wanted: [
    atMost(1.2, 'the p99 of a request during the outage', ({ p99Ratio }) => p99Ratio, '×'),
    NOTHING_LOST,
    NOTHING_UNSAID,
    SMALL,
    TURNING,
  ],
  async run({ peer, startReceiver, startApplication, isQuick }) {
    const receiver = await startReceiver();
    const application = await startApplication({ peer, url: receiver.url });
    const { port } = await application.ask('serve');
    const client = fork(CLIENT);
    const ask = conversationWith(client);
    const phase = () => ask('request', { port, rate: RATE, seconds: isQuick ? 2 : 4 });
    const [healthy, away] = [[], []];
    await phase();
    for (let round = 0; round < (isQuick ? 1 : 5); round += 1) {
      healthy.push(await phase());
      await begin(receiver);
      away.push(await phase());
      await end(receiver);
      // What has waited goes out now, and is of the outage.
      await pause(2_000);
    }
    client.kill();
    const settledAfter = await settled(receiver, application.ended(), SETTLE_SECONDS);
    const found = await afterShutdown(application, receiver);
    const [healthyP99Ms, awayP99Ms] = [middle(healthy.map(p99)), middle(away.map(p99))];
    return { ...found, settledAfter, healthyP99Ms, awayP99Ms, p99Ratio: rounded(awayP99Ms / healthyP99Ms) };
  },
});

function p99(times) {
  const sorted = times.toSorted((a, b) => a - b);
  return rounded(sorted[Math.floor(sorted.length * 0.99)]);
}

/** Of an odd number of them. What a machine does beside it in one phase does not count. */
function middle(numbers) {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
}

function rounded(number) {
  return Math.round(number * 100) / 100;
}

export const requests = {
  'requests-refused': served({
    title: "the application's own requests while the receiver is away",
    begin: (receiver) => receiver.down(),
    end: (receiver) => receiver.up(),
  }),
  'requests-hanging': served({
    title: "the application's own requests while the receiver hangs",
    begin: (receiver) => receiver.behave({ kind: 'hang' }),
    end: (receiver) => receiver.behave({ kind: 'accept' }),
  }),
};
