import { isValidSpanId, isValidTraceId } from '@opentelemetry/api';
import { report } from '@portcall/core';
import { shown } from '@portcall/core/internal';
import { SpanIdentity, spanIds } from '../spans/span-ids.js';

/** Makes ids of spans, in lowercase hexadecimal digits: every `IdGenerator` of OpenTelemetry's SDK is one. */
export interface IdGenerator {
  /** 32 digits, not all of them zero. */
  generateTraceId(): string;
  /** 16 digits, not all of them zero. */
  generateSpanId(): string;
}

/** Where new spans have their ids from. */
export interface IdSource {
  root(): SpanIdentity;
  /** In the trace of its parent. */
  below(parent: SpanIdentity): SpanIdentity;
}

export const randomIds: IdSource = Object.freeze<IdSource>({
  root: () => SpanIdentity.root(),
  below: (parent) => parent.another(),
});

/** Ids of somebody else's generator. Where it gives none that is valid, a random one is used, and that is reported once. */
export function idsOf(generator: IdGenerator): IdSource {
  const traceId = (): string =>
    idOf('trace', () => generator.generateTraceId(), isValidTraceId) ?? spanIds.generateTraceId();
  const spanId = (): string =>
    idOf('span', () => generator.generateSpanId(), isValidSpanId) ?? spanIds.generateSpanId();
  return Object.freeze<IdSource>({
    root: () => SpanIdentity.named(traceId(), spanId()),
    below: (parent) => SpanIdentity.named(parent.traceId, spanId()),
  });
}

function idOf(what: string, make: () => unknown, isValid: (id: string) => boolean): string | undefined {
  try {
    const id = make();
    if (typeof id === 'string' && isValid(id)) return id;
    reportInvalid(`its ${what} id is ${shown(id)}, which is not valid`);
  } catch (cause) {
    reportInvalid(`it threw an error when asked for a ${what} id`, cause);
  }
  return undefined;
}

function reportInvalid(why: string, cause?: unknown): void {
  report({
    key: 'call.id_generator',
    message: `idGenerator: ${why}; a random id is used; give 32 hexadecimal digits for a trace and 16 for a span`,
    ...(cause === undefined ? {} : { cause }),
  });
}
