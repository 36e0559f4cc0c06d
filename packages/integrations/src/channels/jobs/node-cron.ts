import type { AnyFunction } from '@portcall/trace';
import { scheduledTask } from '../../jobs/cron/scheduled-task.js';
import type { ChannelFamily } from '../family.js';
import { beforeMaking } from '../subscribing/made.js';

/** Makes each run of a task a call, in this process or in one of its own, which looks on as this one does. */
export const nodeCron: ChannelFamily<'node-cron'> = {
  name: 'node-cron',
  subscribe(to) {
    beforeMaking(to, 'node-cron', 'task', (args) => {
      const [pattern, task, options] = args;
      if (typeof task !== 'function') return;
      const { name } = (options ?? {}) as { readonly name?: unknown };
      args[1] = scheduledTask(task as AnyFunction, { name, pattern });
    });
  },
};
