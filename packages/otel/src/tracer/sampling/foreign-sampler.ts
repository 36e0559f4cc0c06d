import { report } from '@portcall/core';
import { shown } from '@portcall/core/internal';
import { alwaysOn } from './always.js';
import { parentBased } from './parent-based.js';
import { NOT_RECORD, RECORD_AND_SAMPLED, type Sampler, type SamplingResult } from './sampler.js';

/**
 * Somebody else's sampler, whose errors stay in it: where it throws, or answers nothing that is a decision, the span is
 * sampled as its parent is, which is the default, and that is reported once.
 */
export function guardedSampler(sampler: Sampler): Sampler {
  return Object.freeze<Sampler>({
    shouldSample(...asked) {
      try {
        const answer: unknown = sampler.shouldSample(...asked);
        if (isDecision(answer)) return answer;
        reportUndecided(`it answered ${shown(answer)}, which is not a decision`);
      } catch (cause) {
        reportUndecided('it threw an error', cause);
      }
      return OTHERWISE.shouldSample(...asked);
    },
    toString: () => String(sampler),
  });
}

const OTHERWISE = parentBased(alwaysOn);

function isDecision(answer: unknown): answer is SamplingResult {
  const decision = (answer as Partial<SamplingResult> | null | undefined)?.decision;
  return Number.isInteger(decision) && decision! >= NOT_RECORD && decision! <= RECORD_AND_SAMPLED;
}

function reportUndecided(why: string, cause?: unknown): void {
  report({
    key: 'call.sampler',
    message: `sampler: ${why}; the span is sampled as its parent is, or else always; fix the sampler`,
    ...(cause === undefined ? {} : { cause }),
  });
}
