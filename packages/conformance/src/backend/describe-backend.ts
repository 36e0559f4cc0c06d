import { failOnProblems } from '../fail-on-problems.js';
import type { BackendUnderTest, MakeBackend } from './backend-under-test.js';
import { bindingSentences } from './sentences/binding-sentences.js';
import { handleSentences } from './sentences/handle-sentences.js';
import { numberSentences } from './sentences/number-sentences.js';
import { observingSentences } from './sentences/observing-sentences.js';
import { refusalSentences } from './sentences/refusal-sentences.js';
import { removalSentences } from './sentences/removal-sentences.js';
import { scopeSentences } from './sentences/scope-sentences.js';
import { seriesLimitSentences } from './sentences/series-limit-sentences.js';
import { seriesSentences } from './sentences/series-sentences.js';
import { undeclaredSentences } from './sentences/undeclared-sentences.js';
import type { Suite } from './suite.js';
import { Trial } from './trial.js';

/**
 * What every backend does, as sentences. Call it at the top of a test file or inside a `describe`.
 *
 * @param make gives a fresh backend for each test, and one more at once, to see what can be asked of it
 */
export function describeBackend(name: string, make: MakeBackend): void {
  describe(`backend ${name}`, () => {
    failOnProblems();

    const first = make({});
    const opened: BackendUnderTest[] = [first];
    afterEach(async () => {
      for (const made of opened.splice(0)) await made.close?.();
    });

    const reads = first.read !== undefined;
    const guards = first.guards !== 0;
    const forgets = first.forgets !== false;
    const observes = first.backend.observe !== undefined;
    const suite: Suite = {
      open(options = {}) {
        const made = make(options);
        opened.push(made);
        return new Trial(made);
      },
      itReads: reads ? it : leftOut,
      itGuards: guards ? it : leftOut,
      itReadsAndGuards: reads && guards ? it : leftOut,
      itForgets: reads && guards && forgets ? it : leftOut,
      itCannotForget: forgets ? leftOut : it,
      itObserves: reads && observes ? it : leftOut,
      itObservesNothing: observes ? leftOut : it,
    };
    numberSentences(suite);
    seriesSentences(suite);
    bindingSentences(suite);
    refusalSentences(suite);
    undeclaredSentences(suite);
    seriesLimitSentences(suite);
    handleSentences(suite);
    removalSentences(suite);
    observingSentences(suite);
    scopeSentences(suite);
  });
}

/** A sentence that a backend cannot be asked is no test of it, and so not a skipped one either. */
const leftOut = Object.assign(() => {}, { each: () => () => {} }) as unknown as jest.It;
