import { report } from './problem.js';

/**
 * Runs `run` so that nothing it throws gets out: a failure is reported under `key` and the answer is undefined.
 * For listeners, sinks and anything else that belongs to somebody else.
 * @param what failed, as the message calls it
 */
export function safely<T>(key: string, what: string, run: () => T): T | undefined {
  try {
    return run();
  } catch (cause) {
    report({ key, about: what, message: `${what} threw; it was left out and everything else went on`, cause });
    return undefined;
  }
}
