import type { Measured, Reading, Tally } from '@portcall/example-kit';
import type { BilledInvocations } from './billing.js';
import type { Rounds } from './measured-rounds.js';
import type { Reception } from './subscribers.js';

/** What everybody knows of the same invocations. */
export interface Places extends Rounds {
  /** What the callers saw, by `plugin.function` and status. */
  readonly callers: Tally;
  /** Undefined where the receiver cannot be read from here. */
  readonly received: Reading | undefined;
  readonly billed: BilledInvocations;
  /** What the billing's batches could not write. */
  readonly lost: number;
  readonly table: { readonly shown: number; readonly lagged: number };
  readonly slow: Reception;
}

export interface Report {
  /** At most 100 columns wide. */
  readonly text: string;
  /** Whether every check holds. */
  readonly holds: boolean;
}

interface Check {
  readonly holds: boolean;
  readonly text: string;
}

// A host that waited for the slow subscriber would do a fiftieth; what neighbours on a busy machine cost is far less.
const LEAST_SHARE = 0.25;

/** Function by function and status, place beside place, and a line for every check. */
export function reportOf(places: Places): Report {
  const { callers, received, billed } = places;
  const atReceiver = received && receivedBy(received);
  const keys = [...new Set([callers.keys(), [...(atReceiver?.keys() ?? [])], billed.invocations.keys()].flat())].sort();
  const rows = keys.map((key) => {
    const numbers = [callers.of(key), atReceiver && (atReceiver.get(key) ?? 0), billed.invocations.of(key)];
    return { key, numbers, equal: numbers.every((number) => number === undefined || number === numbers[0]) };
  });
  const checks = [
    sameEverywhere(rows.filter(({ equal }) => equal).length, rows.length, received === undefined),
    ...sums(places),
    undisturbed(places),
  ];
  return {
    text: [
      aligned(['function', 'status', 'callers', 'metrics', 'billing', 'equal']),
      ...rows.map(({ key, numbers, equal }) =>
        aligned([...key.split(' '), ...numbers.map((number) => String(number ?? '-')), equal ? 'yes' : 'NO']),
      ),
      '',
      ...checks.map(({ holds, text }) => `${holds ? 'ok' : 'NO'}  ${text}`),
    ].join('\n'),
    holds: checks.every(({ holds }) => holds),
  };
}

function sameEverywhere(equal: number, all: number, unreadable: boolean): Check {
  const where = unreadable
    ? 'callers and billing file (receiver: not readable here)'
    : 'callers, receiver and billing file';
  return { holds: equal === all, text: `${where}: ${equal} of ${all} rows are equal` };
}

function sums({ callers, billed, lost, table, slow, whileSlow }: Places): readonly Check[] {
  const recorded = totalOf(callers);
  return [
    sum('billing file', { lines: totalOf(billed.invocations), missing: billed.missing, lost }, recorded),
    sum('status table', { shown: table.shown, lagged: table.lagged }, recorded),
    sum('slow subscriber', { ...slow }, whileSlow),
  ];
}

function sum(who: string, parts: Readonly<Record<string, number>>, recorded: number): Check {
  const added = Object.values(parts).reduce((a, b) => a + b, 0);
  const text = Object.entries(parts).map(([what, number]) => `${number} ${what}`);
  return { holds: added === recorded, text: `${who}: ${text.join(' + ')} = ${added} of ${recorded} recorded` };
}

function undisturbed({ withoutSlow, withSlow }: Places): Check {
  const [without, having] = [median(withoutSlow), median(withSlow)];
  const share = having / without;
  return {
    holds: share >= LEAST_SHARE,
    text: `the host: ${without.toFixed(0)} calls/s without the slow subscriber, ${having.toFixed(0)} with it (${(share * 100).toFixed(0)} %)`,
  };
}

/** Invocations at the receiver, by the same keys as a tally has. */
function receivedBy(reading: Reading): ReadonlyMap<string, number> {
  const series = reading.get('plugin_invocations') ?? new Map<string, Measured>();
  return new Map(
    [...series].map(([key, { sum: number }]) => {
      const { plugin, function: name, status } = Object.fromEntries(JSON.parse(key) as [string, string][]);
      return [`${plugin}.${name} ${status}`, number];
    }),
  );
}

function totalOf(tally: Tally): number {
  return tally.keys().reduce((total, key) => total + tally.of(key), 0);
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

function aligned([name = '', status = '', ...cells]: readonly string[]): string {
  const equal = cells.pop() ?? '';
  return `${name.padEnd(18)}${status.padEnd(9)}${cells.map((cell) => cell.padStart(9)).join('')}  ${equal}`;
}
