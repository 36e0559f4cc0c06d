import type { FnTrace } from '../../record/fn-trace.js';
import type { Finding } from '../finding.js';
import type { Work } from '../work.js';

/** Each repetition is found in the lowest call that has all of it, and so not again in those above. */
export function nPlusOne({ fnName, callId }: FnTrace, { repetitions }: Work, from: number): readonly Finding[] {
  const findings: Finding[] = [];
  for (const [key, { op, entity, by, count }] of repetitions) {
    if (count < from) continue;
    repetitions.delete(key);
    const through = by === fnName ? '' : ` through ${by}`;
    findings.push({
      lint: 'nPlusOne',
      fnName,
      callId,
      entity,
      count,
      message: `${fnName}: ${op} ${entity} ran ${count} times in one call${through}; do it in one statement, such as one with a list of ids or a join`,
    });
  }
  return findings;
}
