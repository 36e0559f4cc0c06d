import type { FnTrace } from '../../record/fn-trace.js';
import type { Finding } from '../finding.js';
import { beginsTransaction, endsTransaction } from '../op-kinds.js';
import { startOf, type Work } from '../work.js';

/** From when to when a transaction was open, in milliseconds since 1970. */
interface Opened {
  readonly from: number;
  readonly to: number;
}

export function networkInTransaction(trace: FnTrace, { requests }: Work): readonly Finding[] {
  if (requests.length === 0) return [];
  const transactions = transactionsOf(trace);
  const counts = new Map<string, number>();
  for (const { at, to } of requests) {
    if (transactions.some((opened) => at >= opened.from && at < opened.to)) counts.set(to, (counts.get(to) ?? 0) + 1);
  }
  const { fnName, callId } = trace;
  return Array.from(counts, ([entity, count]): Finding => {
    const message = `${fnName}: asked ${entity === '' ? 'another service' : entity} while its transaction was open, which holds its locks until the answer is there; ask before it begins, or after its commit`;
    return { lint: 'networkInTransaction', fnName, callId, entity, count, message };
  });
}

function transactionsOf(trace: FnTrace): readonly Opened[] {
  const startedAt = startOf(trace);
  const transactions: Opened[] = [];
  let from: number | undefined;
  for (const { op, startMs = 0 } of trace.ops) {
    if (beginsTransaction(op)) from ??= startedAt + startMs;
    if (!endsTransaction(op) || from === undefined) continue;
    transactions.push({ from, to: startedAt + startMs });
    from = undefined;
  }
  if (from !== undefined) transactions.push({ from, to: Number.POSITIVE_INFINITY });
  return transactions;
}
