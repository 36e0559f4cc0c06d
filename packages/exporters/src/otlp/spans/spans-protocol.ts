import { shown } from '@portcall/core';
import { variable } from '../../variable.js';

export type SpansProtocol = 'http/protobuf' | 'http/json';

const OWN = 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL';
const GENERAL = 'OTEL_EXPORTER_OTLP_PROTOCOL';

/**
 * How spans are sent: as OTEL_EXPORTER_OTLP_TRACES_PROTOCOL says, else OTEL_EXPORTER_OTLP_PROTOCOL, else as protobuf.
 * @throws Error for a protocol other than http/protobuf and http/json
 * @see https://opentelemetry.io/docs/specs/otel/protocol/exporter/#specify-protocol
 */
export function spansProtocol(): SpansProtocol {
  const setting = variable(OWN) === undefined ? GENERAL : OWN;
  const protocol = variable(setting) ?? 'http/protobuf';
  if (protocol === 'http/protobuf' || protocol === 'http/json') return protocol;
  throw new Error(
    `${setting}: ${shown(protocol)} is not supported, as spans are sent over HTTP only; use one of "http/protobuf", "http/json", and point the endpoint at the receiver's HTTP port (4318)`,
  );
}
