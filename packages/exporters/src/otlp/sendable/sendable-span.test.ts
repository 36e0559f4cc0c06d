import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { sendableSpan } from './sendable-span.js';

it('takes a span as it is, and none that has no ids', () => {
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
  const corrected = (): never => {
    throw new Error('nothing is to be corrected');
  };
  expect(sendableSpan(good, corrected)).toBe(good);
  expect(() => sendableSpan(span('none'), corrected)).toThrow('it has no valid trace and span id');
});
