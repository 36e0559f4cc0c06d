import { report } from './problem.js';
import { whenRejected } from './when-rejected.js';

/**
 * Runs `run` so that nothing it throws gets out: a failure is reported under `key` and the answer is undefined. A promise
 * that it answers is given back, and its rejection reported too, for nobody else may handle it. For listeners, sinks and
 * anything else that belongs to somebody else.
 * @param what failed, as the message calls it
 */
export function safely<T>(key: string, what: string, run: () => T): T | undefined {
  try {
    const answer = run();
    whenRejected(answer, (cause) => {
      report({
        key,
        about: what,
        message: `${what}: rejected; it is left out and everything else goes on; fix the error`,
        cause,
      });
    });
    return answer;
  } catch (cause) {
    report({
      key,
      about: what,
      message: `${what}: threw an error; it is left out and everything else goes on; fix the error`,
      cause,
    });
    return undefined;
  }
}
