import { type AnyFunction, runScheduled, schedule, traced } from '@portcall/trace';

/**
 * The same function, each run of which is a call of its own. Where a call sets up the schedule that is noted in its trace, and
 * the spans of the runs link back to it.
 */
export function scheduledTask(task: AnyFunction, { name, pattern }: TaskName): AnyFunction {
  const named = [name, task.name].find((one): one is string => typeof one === 'string' && one !== '');
  const fnName = named ?? `cron ${typeof pattern === 'string' ? pattern : 'task'}`;
  const origin = schedule(fnName);
  const run = traced(fnName, { type: 'action' }, task);
  const scheduled = function (this: unknown, ...args: unknown[]): unknown {
    return runScheduled(origin, () => Reflect.apply(run, this, args) as unknown);
  };
  return Object.defineProperties(scheduled, Object.getOwnPropertyDescriptors(run));
}

/** What a task may be called by: its own name, or when it runs. */
export interface TaskName {
  readonly name: unknown;
  readonly pattern: unknown;
}
