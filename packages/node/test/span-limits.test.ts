import { describeWith, startOtlpReceiver } from '@portcall/real-parts';
import { runApp } from './run-app.js';

describeWith('rotel', 'the limits of spans in the environment', () => {
  it('hold for spans of calls as for others, with the specification’s names', async () => {
    await using receiver = await startOtlpReceiver();
    const app = runApp(
      `
      const { trace } = await import('@opentelemetry/api');
      const { currentCall, traced } = await import('@portcall/trace');
      const telemetry = registerInstrumentation({ exporters: [otlp({ url: '${receiver.url}' })] });
      const at = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };
      const attributes = { a: 'abcdefgh', b: ['abcdefgh'], c: 1, d: 2, e: 3, f: 4 };
      const fill = (span) => {
        span.setAttributes(attributes);
        for (let i = 0; i < 5; i += 1) span.addEvent('event ' + i, attributes).addLink({ context: at, attributes });
      };
      const raw = telemetry.tracer.startSpan('raw');
      fill(raw);
      raw.end();
      traced('call', { type: 'query' }, () => {
        fill(trace.getActiveSpan());
        currentCall().recordOp({ op: 'get', entity: 'lot', durationMs: 1, ok: true });
      })();
      await telemetry.forceFlush();
    `,
      {
        env: {
          OTEL_ATTRIBUTE_COUNT_LIMIT: '4',
          OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '7',
          OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: '5',
          OTEL_SPAN_EVENT_COUNT_LIMIT: '3',
          OTEL_SPAN_LINK_COUNT_LIMIT: '2',
          OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT: '2',
          OTEL_LINK_ATTRIBUTE_COUNT_LIMIT: '1',
        },
      },
    );
    expect((await app.exit).stderr).toBe('');
    await receiver.waitFor(({ spans }) => spans().length === 2);
    for (const { name, attributes, events, links } of receiver.spans()) {
      expect([name, attributes]).toEqual([name, { a: 'abcde', b: ['abcde'], c: 1, d: 2 }]);
      const kept = { a: 'abcde', b: ['abcde'] };
      expect(events.map((event) => [event.name, event.attributes])).toEqual([
        ['event 2', kept],
        ['event 3', kept],
        ['event 4', kept],
      ]);
      expect(links).toHaveLength(2);
    }
  });

  it('may be 0, and the default holds for what is no limit, with a word', async () => {
    await using receiver = await startOtlpReceiver();
    const app = runApp(
      `
      const { trace } = await import('@opentelemetry/api');
      const { traced } = await import('@portcall/trace');
      const telemetry = registerInstrumentation({ exporters: [otlp({ url: '${receiver.url}' })] });
      const call = traced('call', { type: 'query' }, () => {
        trace.getActiveSpan().addEvent('said').setAttribute('kept', 'abc');
        throw new Error('gone');
      });
      try { call(); } catch {}
      await telemetry.forceFlush();
    `,
      { env: { OTEL_SPAN_EVENT_COUNT_LIMIT: '0', OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: 'many' } },
    );
    expect((await app.exit).stderr).toBe(
      'portcall: OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: "many" is not a whole number; 128 is used; write one from 0\n',
    );
    const [call] = await receiver.waitFor(({ spans }) => spans().length > 0 && spans());
    expect(call?.events).toEqual([]);
    expect(call?.attributes).toMatchObject({ kept: 'abc', 'portcall.call.outcome': 'error' });
  });
});
