import type { Finding } from '@portcall/doctor';
import { type Destination, endpointFindings } from '@portcall/doctor/internal';
import type { Exporter } from '@portcall/exporters';
import type { Registration } from './registration.js';

/** Whether every receiver that is sent to by OTLP answers like one, asked with all that its exporter sends. */
export async function otlpFindings(registration: Registration): Promise<readonly Finding[]> {
  const { metricExporters, traceExporters } = registration;
  return endpointFindings([
    ...metricExporters.flatMap((exporter) => destinations(registration, 'metrics', exporter)),
    ...traceExporters.flatMap((exporter) => destinations(registration, 'spans', exporter)),
  ]);
}

function destinations(
  { receiverOf }: Registration,
  signal: Destination['signal'],
  exporter: Exporter,
): readonly Destination[] {
  const receiver = receiverOf(exporter, signal === 'spans' ? 'traces' : signal);
  if (receiver === undefined) return [];
  const { destination, protocol, headers, tls } = receiver;
  return [{ signal, url: destination.url, setting: destination.setting, protocol, headers, tls }];
}
