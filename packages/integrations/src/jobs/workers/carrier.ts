import { context, propagation, ROOT_CONTEXT } from '@opentelemetry/api';
import { isPlainObject, safely } from '@portcall/core/internal';

/** Where a task comes from, as the registered propagators write it: what goes in a message beside it. */
export type Carrier = Readonly<Record<string, string>>;

/** Of what runs here; undefined where there is nothing to tell. */
export function carrierHere(): Carrier | undefined {
  const carrier: Record<string, string> = {};
  safely('call.propagator', 'the trace of a task', () => propagation.inject(context.active(), carrier));
  return Object.keys(carrier).length === 0 ? undefined : carrier;
}

/** What a task runs in, for the span of whoever posted it to be above it; undefined for what is no carrier. */
export function contextOf(carrier: unknown): object | undefined {
  if (!isPlainObject(carrier)) return undefined;
  return safely('call.propagator', 'the trace of a task', () => propagation.extract(ROOT_CONTEXT, carrier));
}
