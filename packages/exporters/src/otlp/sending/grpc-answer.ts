import type { Failure } from '@portcall/outbox';
import type { Destination } from '../destination.js';
import type { FailedExport } from './failed-connection.js';

// By their numbers. https://grpc.github.io/grpc/core/md_doc_statuscodes.html
const NAMES = [
  ...['OK', 'CANCELLED', 'UNKNOWN', 'INVALID_ARGUMENT', 'DEADLINE_EXCEEDED', 'NOT_FOUND', 'ALREADY_EXISTS'],
  ...['PERMISSION_DENIED', 'RESOURCE_EXHAUSTED', 'FAILED_PRECONDITION', 'ABORTED', 'OUT_OF_RANGE', 'UNIMPLEMENTED'],
  ...['INTERNAL', 'UNAVAILABLE', 'DATA_LOSS', 'UNAUTHENTICATED'],
];

/** What a receiver's status of gRPC means, by its name, and what to do; undefined where it gave none. */
export function grpcAnswer({ status, said }: Failure, to: Destination): FailedExport | undefined {
  if (status === undefined) return undefined;
  const name = NAMES[status] ?? `${status}`;
  return { reason: `it answered ${name}${said === '' ? '' : ` (${said})`}`, fix: fixOf(name, to) };
}

function fixOf(name: string, { setting, signal }: Destination): string {
  switch (name) {
    case 'PERMISSION_DENIED':
    case 'UNAUTHENTICATED':
      return 'check the key in otlp({ headers }) or OTEL_EXPORTER_OTLP_HEADERS';
    case 'UNIMPLEMENTED':
      return `check that this is an OTLP receiver, which takes ${signal} over gRPC; correct ${setting}`;
    case 'RESOURCE_EXHAUSTED':
      return 'the receiver gets more than it takes; raise its limits, or send less often';
    default:
      return "the receiver's own log says why";
  }
}
