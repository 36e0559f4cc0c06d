import { report, shown } from '@portcall/core';
import { variable } from '../../variable.js';

/**
 * Whether metrics can be sent in what OTEL_EXPORTER_OTLP_METRICS_PROTOCOL or OTEL_EXPORTER_OTLP_PROTOCOL asks for.
 * @throws Error for gRPC and for what is unknown
 */
export function checkMetricsProtocol(): void {
  const own = 'OTEL_EXPORTER_OTLP_METRICS_PROTOCOL';
  const setting = variable(own) === undefined ? 'OTEL_EXPORTER_OTLP_PROTOCOL' : own;
  const protocol = variable(setting);
  if (protocol === undefined || protocol === 'http/protobuf') return;
  if (protocol === 'http/json') {
    report({
      key: 'export.protocol',
      message: `${setting}: "http/json" is not supported for metrics; they are sent as http/protobuf to the same endpoint; write http/protobuf`,
    });
    return;
  }
  throw new Error(
    `${setting}: ${shown(protocol)} is not supported, as metrics are sent over HTTP only; unset it, and point the endpoint at the receiver's HTTP port (4318)`,
  );
}
