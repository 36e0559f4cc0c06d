import type { FnTrace, Op } from '@portcall/trace';

const WIDEST = 100;
const LABEL = 42;

/** A call as one line: who did what, of which type, how long it took and how it ended. */
export function callLine({ fnName, fnType, userId, durationMs, outcome }: FnTrace, branch = ''): string {
  const who = userId === undefined ? '' : ` (${userId})`;
  const ended = 'code' in outcome ? `${outcome.status} ${outcome.code}` : outcome.status;
  return line(`${branch}${fnName}${who}`, fnType, durationMs, ended);
}

/** An operation as one line: what it did with which table, how many rows, how long and, where it failed, why. */
export function opLine({ op, entity, rowCount, durationMs, ok, errorType = '' }: Op, branch: string): string {
  return line(
    `${branch}${op} ${entity}`.trimEnd(),
    numberOf(rowCount, 'row'),
    durationMs,
    ok ? 'ok' : `failed ${errorType}`,
  );
}

/** `1 row`, `2 rows`; nothing for a number that is not known. */
export function numberOf(count: number | undefined, what: string): string {
  return count === undefined ? '' : `${count} ${what}${count === 1 ? '' : 's'}`;
}

function line(label: string, kind: string, durationMs: number, end: string): string {
  const text = `${label.padEnd(LABEL)} ${kind.padEnd(9)} ${durationMs.toFixed(1).padStart(8)} ms  ${end}`;
  return text.length <= WIDEST ? text : `${text.slice(0, WIDEST - 1)}…`;
}
