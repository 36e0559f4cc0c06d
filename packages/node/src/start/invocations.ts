import type { InvocationMetricsBus } from '@portcall/invocations';
import type { Backend } from '@portcall/metrics';
import { meterInvocations } from '@portcall/ports';
import type { Observation } from './observers.js';

/** Meters what is recorded on a bus, and tells it to observers. @returns stops */
export function watchInvocations(bus: InvocationMetricsBus, backend: Backend, { invocation }: Observation): () => void {
  const stops = [meterInvocations(bus, backend), bus.onMetric(invocation)];
  return () => {
    for (const stop of stops) stop();
  };
}
