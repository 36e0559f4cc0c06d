import { safely } from '@portcall/core/internal';
import type { ScheduleOrigin } from '@portcall/trace';

/*
 * A job keeps where it comes from as OpenTelemetry's own package for BullMQ does, so that either end may be the other's.
 */

export function metadataOf({ span }: ScheduleOrigin): string {
  return span === undefined ? '' : JSON.stringify({ traceparent: span });
}

export function originIn(metadata: string | undefined): ScheduleOrigin {
  if (metadata === undefined || metadata === '') return {};
  const parsed = safely('call.unreadable', 'the origin of a job', () => JSON.parse(metadata) as unknown);
  const { traceparent } = (parsed ?? {}) as { readonly traceparent?: unknown };
  return typeof traceparent === 'string' ? { span: traceparent } : {};
}
