import { Tally } from '@portcall/example-kit';
import type { FnTrace } from '@portcall/trace';
import type { ReceivedCalls } from './otlp-calls.js';

export interface Places {
  /** What the clients made the service do. */
  readonly made: Tally;
  /** What its timers made it do. */
  readonly scheduled: Tally;
  readonly logged: readonly FnTrace[];
  /** Undefined where the receiver cannot be read from here. */
  readonly received: ReceivedCalls | undefined;
}

export interface Report {
  /** At most 100 columns wide. */
  readonly text: string;
  /** Whether all places know of the same calls. */
  readonly equal: boolean;
}

/** Calls by function and outcome, place beside place. */
export function reportOf({ made: byClients, scheduled, logged, received }: Places): Report {
  const made = byClients.plus(scheduled);
  const [calls, operations] = [new Tally(), new Tally()];
  for (const { fnName, outcome, ops } of logged) {
    calls.count(fnName, outcome.status);
    operations.count(fnName, outcome.status, ops.length);
  }
  const keys = new Set(
    [made, calls, ...(received === undefined ? [] : [received.spans])].flatMap((each) => each.keys()),
  );
  const rows = [...keys].sort().map((key) => {
    const numbers = [made, calls, received?.spans, operations, received?.operations].map((each) => each?.of(key));
    const [makes, logs, spans = logs, ops, events = ops] = numbers;
    return { key, numbers, equal: makes === logs && logs === spans && ops === events };
  });
  const differing = rows.filter(({ equal }) => !equal).length;
  const closings = scheduled.total('closeLot');
  const linked = received?.linked.total('closeLot') ?? closings;
  const unreadable = received === undefined ? ' (receiver: not readable here)' : '';
  return {
    text: [
      aligned(['function', 'outcome', 'made', 'in the log', 'spans', 'operations', 'span events', 'equal']),
      ...rows.map(({ key, numbers, equal }) =>
        aligned([...key.split(' '), ...numbers.map((number) => String(number ?? '-')), equal ? 'yes' : 'NO']),
      ),
      received === undefined
        ? `${closings} closings were scheduled and have run`
        : `${linked} of ${closings} scheduled closings link back to the call that scheduled them`,
      (differing === 0 ? `all ${rows.length} rows are equal` : `${differing} of ${rows.length} rows differ`) +
        unreadable,
    ].join('\n'),
    equal: differing === 0 && linked === closings,
  };
}

function aligned([fnName = '', outcome = '', ...cells]: readonly string[]): string {
  const equal = cells.pop() ?? '';
  const numbers = cells.map((cell) => cell.padStart(11)).join(' ');
  return `${fnName.padEnd(12)} ${outcome.padEnd(12)} ${numbers}  ${equal}`;
}
