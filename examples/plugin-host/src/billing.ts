import { appendFile, readFile } from 'node:fs/promises';
import { type Batch, batch } from '@portcall/core';
import { Tally } from '@portcall/example-kit';
import { type InvocationMetric, type InvocationReceiver, isLagged, type Lagged } from '@portcall/invocations';

/** What one line of the file says: an invocation, or that some are missing here. */
type Line =
  | {
      readonly plugin: string;
      readonly function: string;
      readonly startedAt: string;
      readonly wallTimeUs: number;
      readonly memoryPeakBytes: number;
      readonly status: InvocationMetric['status']['kind'];
      readonly error?: string;
    }
  | { readonly missing: number };

/** Appends every invocation that is received to a file, a batch of lines at a time. */
export function billing(receiver: InvocationReceiver, file: string): Batch<InvocationMetric | Lagged> {
  return batch(receiver, { name: 'billing', maxSize: 500, everyMs: 250 }, (items) =>
    appendFile(file, items.map((item) => `${JSON.stringify(lineOf(item))}\n`).join('')),
  );
}

export interface BilledInvocations {
  /** By `plugin.function` and status. */
  readonly invocations: Tally;
  /** How many the file itself says it misses. */
  readonly missing: number;
}

export async function readBilling(file: string): Promise<BilledInvocations> {
  const invocations = new Tally();
  let missing = 0;
  for (const text of (await readFile(file, 'utf8')).trimEnd().split('\n')) {
    const line = JSON.parse(text) as Line;
    if ('missing' in line) missing += line.missing;
    else invocations.count(`${line.plugin}.${line.function}`, line.status);
  }
  return { invocations, missing };
}

function lineOf(item: InvocationMetric | Lagged): Line {
  if (isLagged(item)) return { missing: item.lagged };
  const { pluginId: plugin, functionName, startedAt, wallTimeUs, memoryPeakBytes, status } = item;
  return {
    plugin,
    function: functionName,
    startedAt: new Date(startedAt).toISOString(),
    wallTimeUs,
    memoryPeakBytes,
    status: status.kind,
    ...(status.kind === 'failure' ? { error: status.error } : {}),
  };
}
