import { report } from './problem.js';

/**
 * Runs `run` so that nothing it throws gets out: a failure is reported under `key` and the answer is undefined.
 * For listeners, sinks and anything else that belongs to somebody else.
 */
export function safely<T>(key: string, run: () => T): T | undefined {
  try {
    return run();
  } catch (cause) {
    report({ key, message: `${key} threw; it was left out and everything else went on`, cause });
    return undefined;
  }
}
