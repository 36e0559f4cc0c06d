import {
  defaultTextMapGetter,
  defaultTextMapSetter,
  ROOT_CONTEXT,
  type TextMapPropagator,
  trace,
} from '@opentelemetry/api';
import { expectProblems, failOnProblems } from '@portcall/conformance';
import { b3Propagator, compositePropagator, traceContextPropagator } from '../../src/internal.js';

failOnProblems();

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const OTHER = '80f198ee56343ba864fe8b2a57d3eff7';
const SPAN_ID = '00f067aa0ba902b7';

const broken: TextMapPropagator = {
  inject() {
    throw new Error('broken');
  },
  extract() {
    throw new Error('broken');
  },
  fields: () => ['x-broken'],
};

it('sends every form, and lets the later one count of what it reads', () => {
  const propagator = compositePropagator([traceContextPropagator, b3Propagator, traceContextPropagator]);
  const carrier = { traceparent: `00-${TRACE_ID}-${SPAN_ID}-01`, b3: `${OTHER}-${SPAN_ID}-1` };
  const read = compositePropagator([traceContextPropagator, b3Propagator]).extract(
    ROOT_CONTEXT,
    carrier,
    defaultTextMapGetter,
  );
  expect(trace.getSpanContext(read)?.traceId).toBe(OTHER);
  const sent = {};
  propagator.inject(read, sent, defaultTextMapSetter);
  expect(sent).toEqual({ traceparent: `00-${OTHER}-${SPAN_ID}-01`, b3: `${OTHER}-${SPAN_ID}-1` });
  expect(propagator.fields()).toEqual(['traceparent', 'tracestate', 'b3']);
});

it('goes on without one that throws, and says so once', () => {
  const propagator = compositePropagator([broken, traceContextPropagator]);
  const carrier = { traceparent: `00-${TRACE_ID}-${SPAN_ID}-01` };
  const read = propagator.extract(ROOT_CONTEXT, carrier, defaultTextMapGetter);
  const sent = {};
  propagator.inject(read, sent, defaultTextMapSetter);
  expect(sent).toEqual(carrier);
  expectProblems('call.propagator the propagator of x-broken');
});
