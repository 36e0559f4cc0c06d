import { environment, shown } from '@portcall/core/internal';
import type { Signal } from './destination.js';

export type Protocol = 'http/protobuf' | 'http/json';

export const CONTENT_TYPES: Readonly<Record<Protocol, string>> = {
  'http/protobuf': 'application/x-protobuf',
  'http/json': 'application/json',
};

/**
 * How a signal is sent: as OTEL_EXPORTER_OTLP_METRICS_PROTOCOL or OTEL_EXPORTER_OTLP_TRACES_PROTOCOL says, else
 * OTEL_EXPORTER_OTLP_PROTOCOL, else as protobuf.
 * @throws Error for a protocol other than http/protobuf and http/json
 * @see https://opentelemetry.io/docs/specs/otel/protocol/exporter/#specify-protocol
 */
export function protocolOf(signal: Signal): Protocol {
  const own = `OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_PROTOCOL`;
  const setting = environment(own) === undefined ? 'OTEL_EXPORTER_OTLP_PROTOCOL' : own;
  const protocol = environment(setting) ?? 'http/protobuf';
  if (protocol === 'http/protobuf' || protocol === 'http/json') return protocol;
  throw new Error(
    `${setting}: ${shown(protocol)} is not supported, as OTLP is sent over HTTP only; use one of "http/protobuf", "http/json", and point the endpoint at the receiver's HTTP port (4318)`,
  );
}
