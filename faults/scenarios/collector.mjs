// Four processes whose real Collector is killed and comes back; what counts is the traces that Jaeger has in the end.
import { setTimeout as pause } from 'node:timers/promises';
import { linesOf } from '../harness/findings.mjs';
import { realParts } from '../harness/real-parts.mjs';
import { exactly, SMALL } from '../harness/wanted.mjs';

const PROCESSES = 4;
const SERVICE = 'faults';
const AWAY_MS = 4_000;
const RATE = 2_500;
const LOOK_EVERY_MS = 3_000;
const SILENT_LOOKS = 5;

export const collector = {
  'collector-killed': {
    title: 'a real Collector killed for 4 s under four processes of 20,000 traced calls each',
    needs: 'the engines',
    wanted: [exactly(0, 'traces that Jaeger lacks', ({ sent, accepted }) => sent - accepted), SMALL],
    async run({ peer, startApplication, stopAtEnd, isQuick }) {
      const { startCollector, startJaeger } = realParts();
      const jaeger = await startJaeger();
      stopAtEnd(jaeger);
      // It answers once what it takes is in its queue on disk.
      const engine = await startCollector({ tracesTo: jaeger.grpc, batching: false });
      stopAtEnd(engine);
      const calls = isQuick ? 5_000 : 20_000;
      const applications = await Promise.all(
        Array.from({ length: PROCESSES }, (_, index) =>
          startApplication({ peer, url: engine.url, first: index * calls }),
        ),
      );
      const loads = applications.map((one) => one.ask('steady', { rate: RATE, seconds: calls / RATE }));
      await pause(1_000);
      await engine.kill();
      await pause(AWAY_MS);
      await engine.launch();
      await Promise.all(loads);
      const saying = applications.map((one) => one.ask('shutdown').catch(() => ({})));
      const exits = await Promise.all(applications.map((one) => one.end()));
      const said = await Promise.all(saying);
      const sent = PROCESSES * calls;
      const accepted = await arrived(jaeger, sent);
      const lostCounted = said.reduce((sum, { lost = 0 }) => sum + lost, 0);
      return {
        sent,
        accepted,
        lostCounted,
        lostUnsaid: Math.max(0, sent - accepted - lostCounted),
        peakRssMb: Math.max(...applications.map(({ peakRssMb }) => peakRssMb)),
        longestBlockMs: Math.max(...said.map(({ longestBlockMs = 0 }) => longestBlockMs)),
        endMs: Math.max(...said.map(({ shutdownMs = 0 }) => shutdownMs)),
        ending: [...new Set(exits.map(({ code, signal }) => signal ?? code))].join(', '),
        stderr: applications.flatMap(({ stderr }) => linesOf(stderr)),
      };
    },
  },
};

/** How many traces Jaeger has once no more come: whoever hands them on may wait for some seconds in between. */
async function arrived(jaeger, all) {
  let most = 0;
  for (let silent = 0; silent < SILENT_LOOKS && most < all; silent += 1) {
    await pause(LOOK_EVERY_MS);
    const now = (await jaeger.traces(SERVICE)).length;
    if (now > most) silent = -1;
    most = Math.max(most, now);
  }
  return most;
}
