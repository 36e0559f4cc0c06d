import { tellDelays } from '../../jobs/bullmq/added.js';
import { tellingWhatItThrows } from '../../jobs/bullmq/thrown.js';
import { bullmqTelemetry } from '../../jobs/bullmq.js';
import type { ChannelFamily } from '../family.js';
import { beforeMaking, whenMade } from '../subscribing/made.js';

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
    whenMade(to, 'bullmq', 'queue', tellDelays);
  },
};
