import { currentCall, type FnTrace, type RunningTracing, startTracing, traced } from '@portcall/trace';

/** Traces during the tests of this `describe`. What it gives runs one call and gives its trace. */
export function traceCalls(): (body: () => unknown) => Promise<FnTrace> {
  const traces = new Map<string, FnTrace>();
  let tracing: RunningTracing;
  beforeAll(() => {
    tracing = startTracing({ listeners: [(trace) => traces.set(trace.callId, trace)] });
  });
  afterAll(() => tracing.stop());

  return async (body) => {
    let callId = '';
    const call = traced('call', { type: 'action' }, async () => {
      callId = currentCall()!.callId;
      await body();
    });
    await call();
    return traces.get(callId)!;
  };
}
