import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { suppressTracing } from '@portcall/otel/internal';
import type { Sender } from '@portcall/outbox';
import { untraced } from '@portcall/trace';

/** Sends outside of every call and trace: what an exporter does would give more spans, without an end. */
export function untracedSender(sender: Sender): Sender {
  return {
    send: (bytes, options) => context.with(SILENCE, () => untraced(() => sender.send(bytes, options))),
    close: () => sender.close(),
  };
}

const SILENCE = suppressTracing(ROOT_CONTEXT);
