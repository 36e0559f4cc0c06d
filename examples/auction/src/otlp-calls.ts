import { Tally } from './tally.js';

/** A traces request as the sink decodes it: the messages of opentelemetry/proto/trace/v1, what is empty left out. */
export interface OtlpTraces {
  readonly resourceSpans?: readonly { readonly scopeSpans?: readonly { readonly spans?: readonly Span[] }[] }[];
}

interface Span {
  readonly name: string;
  readonly attributes?: readonly { readonly key: string; readonly value?: { readonly stringValue?: string } }[];
  readonly events?: readonly { readonly name: string }[];
  readonly links?: readonly unknown[];
}

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

function spansOf({ resourceSpans = [] }: OtlpTraces): readonly Span[] {
  return resourceSpans.flatMap(({ scopeSpans = [] }) => scopeSpans.flatMap(({ spans = [] }) => spans));
}
