import { calls, type Place } from '@portcall/trace/internal';
import { firstSight, replaceMethod } from '../../../measuring/patch.js';

interface Redis {
  readonly status: string;
}

/** Where a command was made. */
const MADE_IN = Symbol.for('portcall.integrations.made_in');

type Command = { [MADE_IN]?: Place };

/** Has commands that wait for a connection sent where they were made, and not where that is ready. */
export function sendWhereMade(redis: object): void {
  if (!firstSight(redis)) return;
  replaceMethod(redis, 'sendCommand', (send) => (...args: unknown[]): unknown => {
    const command = args[0] as Command;
    const made = command[MADE_IN];
    if (made !== undefined) return calls.run(made, (): unknown => Reflect.apply(send, redis, args));
    if ((redis as Redis).status !== 'ready') {
      const here = calls.getStore();
      if (here !== undefined) command[MADE_IN] = here;
    }
    return Reflect.apply(send, redis, args);
  });
}
