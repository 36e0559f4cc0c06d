import type { FnTrace } from '../../record/fn-trace.js';
import type { Finding } from '../finding.js';
import type { Work } from '../work.js';

/** A query that reads may be repeated, cached and sent to a replica; one that writes may not. */
export function writeInQuery({ fnName, fnType, callId }: FnTrace, { writes }: Work): readonly Finding[] {
  if (fnType !== 'query' || writes.size === 0) return [];
  const findings = Array.from(writes, ([entity, by]): Finding => {
    const through = by === fnName ? '' : ` through ${by}`;
    const message = `${fnName}: is a query and writes to ${entity}${through}; declare it as a mutation, or move what writes`;
    return { lint: 'writeInQuery', fnName, callId, entity, count: 1, message };
  });
  // Found once, in the lowest query.
  writes.clear();
  return findings;
}
