import type { AnyFunction } from '@portcall/trace';
import { scheduledTask } from '../../jobs/cron/scheduled-task.js';
import type { ChannelFamily } from '../family.js';
import { beforeMaking } from '../subscribing/made.js';

/** Makes each run of a job a call. */
export const croner: ChannelFamily<'croner'> = {
  name: 'croner',
  subscribe(to) {
    beforeMaking(to, 'croner', 'job', (args) => {
      const [pattern, ...rest] = args;
      // Its options and its function come in any order.
      const options = rest.find((one) => typeof one === 'object' && one !== null) as
        | { readonly name?: unknown }
        | undefined;
      const index = args.findIndex((one) => typeof one === 'function');
      if (index > 0) args[index] = scheduledTask(args[index] as AnyFunction, { name: options?.name, pattern });
    });
  },
};
