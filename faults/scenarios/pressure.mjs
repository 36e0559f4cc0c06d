// More at once than a receiver takes, and answers that do not end.
import { afterShutdown, settled } from '../harness/findings.mjs';
import { NOTHING_LOST, NOTHING_TWICE, NOTHING_UNSAID, SMALL, TURNING } from '../harness/wanted.mjs';

const SETTLE_SECONDS = 40;
const UNHARMED = [NOTHING_LOST, NOTHING_UNSAID, NOTHING_TWICE, SMALL, TURNING];

const pressed = ({ title, behaviours, work, quickWork = work, wanted = UNHARMED }) => ({
  title,
  wanted,
  async run({ peer, startReceiver, startApplication, isQuick }) {
    const receiver = await startReceiver();
    await receiver.behave(...behaviours);
    const application = await startApplication({ peer, url: receiver.url });
    await application.ask(...(isQuick ? quickWork : work));
    const settledAfter = await settled(receiver, application.ended(), SETTLE_SECONDS);
    return { ...(await afterShutdown(application, receiver)), settledAfter };
  },
});

const HEALTHY = { kind: 'accept' };

export const pressure = {
  dripping: pressed({
    title: 'one answer of ten drips for ever, then healthy',
    behaviours: [...new Array(9).fill(HEALTHY), { kind: 'drip', everyMs: 1_000 }, HEALTHY],
    work: ['steady', { rate: 1_000, seconds: 25 }],
    quickWork: ['steady', { rate: 1_000, seconds: 12 }],
    // The receiver may have taken what its answer did not come to an end for.
    wanted: [NOTHING_LOST, NOTHING_UNSAID, SMALL, TURNING],
  }),
  burst: pressed({
    title: '100,000 spans in one tick',
    behaviours: [HEALTHY],
    work: ['burst', { count: 100_000 }],
  }),
  'slow-receiver': pressed({
    title: '2,000/s for 20 s into a receiver that takes 1 s',
    behaviours: [{ kind: 'accept', afterMs: 1_000 }],
    work: ['steady', { rate: 2_000, seconds: 20 }],
    quickWork: ['steady', { rate: 2_000, seconds: 6 }],
  }),
};
