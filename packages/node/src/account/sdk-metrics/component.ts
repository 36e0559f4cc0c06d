import type { SeriesPoint } from '@portcall/metrics';

type Attributes = SeriesPoint['attributes'];

/**
 * Who says it, by the conventions: a type, and a name that no other component has. Behind the slash is what the exporter is
 * called in problems, in the ledger and in health.
 */
export function componentOf(type: string, exporter: string): Attributes {
  return { 'otel.component.type': type, 'otel.component.name': `${type}/${exporter}` };
}

/** Where it sends; nothing where that is not known. */
export function serverOf(receiver: string | undefined): Attributes {
  if (receiver === undefined || !URL.canParse(receiver)) return {};
  const { hostname, port, protocol } = new URL(receiver);
  return {
    'server.address': hostname.replace(/^\[(.*)\]$/, '$1'),
    'server.port': port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
  };
}

export const failedBy = (reason: string): Attributes => (reason === '' ? {} : { 'error.type': reason });
