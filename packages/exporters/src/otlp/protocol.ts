import { type Declaration, oneOfNames } from '@portcall/core/internal';
import { signalVariables, variableOf } from './settings/signal-variable.js';
import type { Signal } from './signal.js';

export type Protocol = 'http/protobuf' | 'http/json' | 'grpc';

export const PROTOCOLS: readonly Protocol[] = ['http/protobuf', 'http/json', 'grpc'];

export const CONTENT_TYPES: Readonly<Record<Protocol, string>> = {
  'http/protobuf': 'application/x-protobuf',
  'http/json': 'application/json',
  grpc: 'application/grpc',
};

const RULE = oneOfNames(PROTOCOLS, 'protocol');

export const PROTOCOL_VARIABLES: readonly Declaration[] = signalVariables('PROTOCOL', {
  kind: RULE.kind,
  default: 'http/protobuf',
  does: 'How requests are sent',
});

/**
 * How a signal is sent: as the option says, else OTEL_EXPORTER_OTLP_METRICS_PROTOCOL or OTEL_EXPORTER_OTLP_TRACES_PROTOCOL, else
 * OTEL_EXPORTER_OTLP_PROTOCOL, else as protobuf over HTTP. A variable with an unknown one is reported and passed over.
 * @see https://opentelemetry.io/docs/specs/otel/protocol/exporter/#specify-protocol
 */
export function protocolOf(signal: Signal, option?: Protocol): Protocol {
  return option ?? variableOf(signal, 'PROTOCOL', RULE, 'http/protobuf').value;
}
