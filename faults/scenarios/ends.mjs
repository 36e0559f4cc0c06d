// The process ends in a way that leaves no time to deliver; what is on disk is delivered by the next start.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterShutdown, findings, linesOf, settled } from '../harness/findings.mjs';
import { atMost, exactly, lost, NOTHING_LOST, NOTHING_TWICE } from '../harness/wanted.mjs';

const RATE = 200;
const SETTLE_SECONDS = 15;

/**
 * @param how ends the process
 * @param isAway whether the receiver is away until the next start
 */
const abrupt = ({ title, how, ending, seconds = 2, isAway = false, inWorker = false, wanted = [NOTHING_LOST] }) => ({
  title,
  wanted: [...wanted, NOTHING_TWICE, exactly(ending, 'ends by', ({ ending: found }) => found)],
  async run({ peer, withSpool, startReceiver, startApplication }) {
    const folder = mkdtempSync(join(tmpdir(), 'portcall-faults-'));
    const spool = withSpool ? join(folder, 'spool') : undefined;
    const receiver = await startReceiver();
    if (isAway) await receiver.down();
    const options = { peer, url: receiver.url, spool };
    const first = await startApplication({ ...options, inWorker });
    await first.ask('steady', { rate: RATE, seconds });
    await how(first);
    const { code, signal, endMs, late } = await first.end();
    const sent = first.ended();

    if (isAway) await receiver.up();
    const second = await startApplication({ ...options, first: 1_000_000 });
    const settledAfter = await settled(receiver, sent, SETTLE_SECONDS);
    const found = await afterShutdown(second, receiver);
    rmSync(folder, { recursive: true, force: true });
    const said = linesOf(first.stderr);
    const before = await findings({
      application: first,
      receiver,
      sent,
      ending: late ? 'never' : (signal ?? code),
      endMs,
    });
    return { ...before, lostCounted: found.lostCounted, settledAfter, stderr: [...said, ...found.stderr] };
  },
});

const asked = (command, options) => (application) => application.ask(command, options).catch(() => {});

export const ends = {
  'process-exit': abrupt({ title: 'process.exit(3)', how: asked('exit', { code: 3 }), ending: 3 }),
  'uncaught-error': abrupt({ title: 'an uncaught error', how: asked('throw'), ending: 1 }),
  sighup: abrupt({ title: 'SIGHUP', how: async (application) => application.kill('SIGHUP'), ending: 'SIGHUP' }),
  sigterm: abrupt({
    title: 'SIGTERM, receiver away',
    how: async (application) => application.kill('SIGTERM'),
    ending: 'SIGTERM',
    isAway: true,
  }),
  'worker-terminate': abrupt({ title: 'worker.terminate()', how: asked('terminate'), ending: 0, inWorker: true }),
  sigkill: abrupt({
    title: 'SIGKILL, receiver away for 10 s',
    async how(application) {
      await pause(0);
      application.kill('SIGKILL');
    },
    ending: 'SIGKILL',
    seconds: 10,
    isAway: true,
    wanted: [atMost(RATE, 'lost: the last second', lost)],
  }),
};
