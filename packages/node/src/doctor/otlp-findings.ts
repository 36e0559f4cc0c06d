import type { Finding } from '@portcall/cli';
import { type Destination, destinationsOf, endpointFindings, withPath } from '@portcall/cli/internal';
import type { Exporter } from '@portcall/exporters';
import type { Registration } from './registration.js';

/** Whether every receiver that is sent to by OTLP answers like one. */
export async function otlpFindings({ metricExporters, traceExporters }: Registration): Promise<readonly Finding[]> {
  const each = [
    ...metricExporters.filter(isOtlp).map((exporter) => destinations('metrics', exporter)),
    ...traceExporters.filter(isOtlp).map((exporter) => destinations('spans', exporter)),
  ];
  const answers = await endpointFindings(each.flatMap(({ destinations: all }) => all));
  return [...each.flatMap(({ findings }) => findings), ...answers];
}

function isOtlp({ name }: Exporter): boolean {
  return name === 'otlp';
}

const PLAIN: Pick<Destination, 'protocol' | 'tls'> = { protocol: 'http/protobuf', tls: {} };

/** What the environment says, with the URL of the exporter where that has one of its own: its headers stay with it. */
function destinations(signal: Destination['signal'], { destination }: Exporter): ReturnType<typeof destinationsOf> {
  const said = destinationsOf([signal]);
  if (destination === undefined) return said;
  const { protocol, tls } = said.destinations[0] ?? PLAIN;
  const base = new URL(destination);
  const url = protocol === 'grpc' ? base : withPath(base, signal);
  return {
    destinations: [{ signal, url, protocol, tls, setting: 'otlp({ url })', headers: undefined }],
    findings: [],
  };
}
