import { InMemorySpanExporter, type ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { expectProblems, failOnProblems } from '@portcall/conformance';
import { sendableSpans } from './sendable.js';

failOnProblems();

it('leaves out a span that has no ids, counts it, and sends the others', () => {
  expectProblems('export.spans_unsendable http://receiver');
  const exporter = sendableSpans(new InMemorySpanExporter(), 'http://receiver');
  const span = (traceId: string): ReadableSpan => ({
    name: 'work',
    kind: 0,
    spanContext: () => ({ traceId, spanId: 'b'.repeat(16), traceFlags: 1 }),
    startTime: [1, 0],
    endTime: [2, 0],
    status: { code: 0 },
    attributes: {},
    links: [],
    events: [],
    duration: [1, 0],
    ended: true,
    resource: { attributes: {}, merge: (other) => other as never, getRawAttributes: () => [] },
    instrumentationScope: { name: 'test' },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  });
  const good = span('a'.repeat(32));
  exporter.export([span('none'), good], () => {});
  expect(exporter.getFinishedSpans()).toEqual([good]);
});
