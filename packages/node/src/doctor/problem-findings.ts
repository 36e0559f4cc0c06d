import { type CountedProblem, problems } from '@portcall/core';
import type { Finding } from '@portcall/doctor';

/** What was lost, refused or could not be done so far, as it was reported. */
export function problemFindings(): readonly Finding[] {
  return problems()
    .filter(({ key }) => !SAID_ELSEWHERE.includes(key))
    .map(findingOf);
}

/** The doctor looks for these itself, and says more of them. */
const SAID_ELSEWHERE = ['register.taken', 'register.instrumentation_late', 'export.start'];

/** A message says what is wrong with what, then what becomes of the data, and last what to do. */
function findingOf({ key, message, count }: CountedProblem): Finding {
  const [what = message, ...others] = message.split('; ');
  const fix = others.pop() ?? 'see docs/errors.md';
  return {
    id: 'problem.reported',
    severity: /^(record|export)\./.test(key) ? 'loss' : 'warning',
    what: `${what}${count === 1 ? '' : ` (${count} times)`}`,
    cause: others.length === 0 ? `reported as ${key}` : `${others.join('; ')} (${key})`,
    fix,
  };
}
