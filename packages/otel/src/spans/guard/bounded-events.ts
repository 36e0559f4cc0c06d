import type { SpanEvent } from '../op-rendering.js';
import { EXCEPTION_EVENT } from '../semconv.js';

/** The events an app adds to a span: the newest, as many as fit; exceptions stay longest. */
export class BoundedEvents {
  readonly kept: SpanEvent[] = [];
  dropped = 0;

  constructor(private readonly limit: number) {}

  add(event: SpanEvent): void {
    this.kept.push(event);
    if (this.kept.length <= this.limit) return;
    const oldest = this.kept.findIndex(({ name }) => name !== EXCEPTION_EVENT);
    this.kept.splice(Math.max(oldest, 0), 1);
    this.dropped += 1;
  }
}

/**
 * The events of a span in the order of their times: of what the app added and what the call did, as many as fit. What the
 * call did goes first, its oldest before its newer ones, and exceptions last.
 */
export function eventsWithin(
  limit: number,
  ofTheCall: readonly SpanEvent[],
  ofTheApp: readonly SpanEvent[],
): SpanEvent[] {
  const all = [...ofTheCall, ...ofTheApp];
  const kept = all.length <= limit ? all : mostImportant(limit, all);
  return isInOrder(kept) ? kept : kept.sort(byTime);
}

function mostImportant(limit: number, events: readonly SpanEvent[]): SpanEvent[] {
  const first = events.filter(({ name }) => name !== EXCEPTION_EVENT);
  const last = events.filter(({ name }) => name === EXCEPTION_EVENT);
  return [...first, ...last].slice(events.length - limit);
}

function isInOrder(events: readonly SpanEvent[]): boolean {
  return events.every((event, i) => i === 0 || byTime(events[i - 1] as SpanEvent, event) <= 0);
}

function byTime({ time: one }: SpanEvent, { time: other }: SpanEvent): number {
  return one[0] - other[0] || one[1] - other[1];
}
