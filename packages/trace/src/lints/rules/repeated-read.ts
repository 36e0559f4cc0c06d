import type { FnTrace } from '../../record/fn-trace.js';
import type { Finding } from '../finding.js';
import { isRead } from '../op-kinds.js';
import type { Work } from '../work.js';

/** Of rows that are read by their id, and of reads that integrations know to ask for the same. */
export function repeatedRead({ fnName, callId }: FnTrace, { touches }: Work): readonly Finding[] {
  const again = new Map<string, number>();
  const read = new Map<string, Set<string>>();
  for (const { op, identity } of [...touches].sort((a, b) => a.at - b.at)) {
    const { entity } = op;
    if (!isRead(op.op)) read.delete(entity);
    if (!isRead(op.op) || identity === undefined) continue;
    const ids = read.get(entity) ?? new Set();
    read.set(entity, ids);
    if (ids.has(identity)) again.set(entity, (again.get(entity) ?? 0) + 1);
    ids.add(identity);
  }
  if (again.size > 0) touches.length = 0; // found once, in the lowest call
  return Array.from(again, ([entity, count]): Finding => {
    const times = count === 1 ? 'again' : `${count} times again`;
    const message = `${fnName}: read the same of ${entity} ${times} in one call; pass on what was read, or keep it for the call`;
    return { lint: 'repeatedRead', fnName, callId, entity, count, message };
  });
}
