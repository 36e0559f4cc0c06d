import { context, createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';
import type { Sender } from '@portcall/outbox';
import { untraced } from '@portcall/trace';

/** Sends outside of every call and trace: what an exporter does would give more spans, without an end. */
export function untracedSender(sender: Sender): Sender {
  return {
    send: (bytes, options) => context.with(SILENCE, () => untraced(() => sender.send(bytes, options))),
    close: () => sender.close(),
  };
}

// Of @opentelemetry/core's suppressTracing().
const SILENCE = ROOT_CONTEXT.setValue(createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING'), true);
