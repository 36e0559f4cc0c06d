import type { InvocationMetric, InvocationReceiver, Lagged } from '@portcall/invocations';

/** A success of `fn<number>` of the plugin `test-plugin`. */
export function metricOf(number: number, over: Partial<InvocationMetric> = {}): InvocationMetric {
  const status = Object.freeze({ kind: 'success' } as const);
  return Object.freeze({
    pluginId: 'test-plugin',
    functionName: `fn${number}`,
    startedAt: 1_700_000_000_000.5,
    wallTimeUs: 100,
    memoryPeakBytes: 0,
    status,
    ...over,
  });
}

/** What a receiver has now, a lag as its number with a sign. */
export function namesIn(receiver: InvocationReceiver): string[] {
  const names: string[] = [];
  for (let received = receiver.take(); received !== undefined; received = receiver.take()) names.push(nameOf(received));
  return names;
}

export function nameOf(received: InvocationMetric | Lagged): string {
  return 'lagged' in received ? `-${received.lagged}` : received.functionName;
}
