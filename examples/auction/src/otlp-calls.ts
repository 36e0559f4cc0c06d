import { type OtlpTraces, spansOf, Tally } from '@portcall/example-kit';

/** What a receiver knows of calls. */
export interface ReceivedCalls {
  /** Spans of calls, by function and outcome. */
  readonly spans: Tally;
  /** Events in them that stand for an operation on the database. */
  readonly operations: Tally;
  /** Those that link back to the call that scheduled them. */
  readonly linked: Tally;
}

export function readCalls(requests: readonly OtlpTraces[]): ReceivedCalls {
  const [spans, operations, linked] = [new Tally(), new Tally(), new Tally()];
  for (const { name, attributes = [], events = [], links = [] } of requests.flatMap(spansOf)) {
    const outcome = attributes.find(({ key }) => key === 'portcall.call.outcome')?.value?.stringValue;
    if (outcome === undefined) continue;
    spans.count(name, outcome);
    operations.count(name, outcome, events.filter((event) => event.name === 'portcall.db.operation').length);
    linked.count(name, outcome, links.length);
  }
  return { spans, operations, linked };
}
