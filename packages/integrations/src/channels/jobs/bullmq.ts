import { calls, type Place } from '@portcall/trace/internal';
import { tellDelays } from '../../jobs/bullmq/added.js';
import { tellingWhatItThrows } from '../../jobs/bullmq/thrown.js';
import { bullmqTelemetry } from '../../jobs/bullmq.js';
import { replaceMethod } from '../../measuring/patch.js';
import type { ChannelFamily } from '../family.js';
import { beforeMaking, bindWhileRunning, whenMade } from '../subscribing/made.js';

/** Gives its telemetry to every queue, worker and flow producer that has no other one. */
export const bullmq: ChannelFamily<'bullmq'> = {
  name: 'bullmq',
  subscribe(to) {
    const telemetry = bullmqTelemetry();
    const into = (args: unknown[], index: number): void => {
      // What BullMQ has for options that are not given.
      const options = (args[index] ?? { connection: {} }) as { readonly telemetry?: unknown };
      if (options.telemetry === undefined) args[index] = { ...options, telemetry };
    };
    beforeMaking(to, 'bullmq', 'queue', (args) => into(args, 1));
    beforeMaking(to, 'bullmq', 'flow-producer', (args) => into(args, 0));
    beforeMaking(to, 'bullmq', 'worker', (args) => {
      const [, processor] = args;
      if (typeof processor === 'function') args[1] = tellingWhatItThrows(processor as (...args: unknown[]) => unknown);
    });
    // What they do by themselves goes on after the call that made them, and is nobody's.
    for (const what of ['queue', 'flow-producer', 'worker']) bindWhileRunning(to, 'bullmq', what, calls, () => NOBODY);
    whenMade(to, 'bullmq', 'worker', (worker) => {
      replaceMethod(worker, 'run', (run) => () => calls.run(NOBODY, () => Reflect.apply(run, worker, []) as unknown));
    });
    whenMade(to, 'bullmq', 'queue', tellDelays);
  },
};

const NOBODY = undefined as unknown as Place;
