import { createHash } from 'node:crypto';
import type { Exporter } from '@portcall/exporters';
import { settingsOf } from '@portcall/exporters/internal';

/** Where an exporter is scraped. */
export interface ScrapedAt {
  readonly host: string;
  readonly port: number;
  /** The path. */
  readonly endpoint: string;
}

/** Where an exporter of ours is scraped, if it opens a port itself; undefined for others. */
export function scrapedAt(exporter: Exporter): ScrapedAt | undefined {
  const settings = new Map(settingsOf(exporter, 'metrics').map(({ name, value }) => [name, value]));
  if (settings.get('prometheus.serve') !== true) return undefined;
  const text = (name: string): string => String(settings.get(`prometheus.${name}`));
  return { host: text('host'), port: Number(text('port')), endpoint: text('endpoint') };
}

/** What those share who have one endpoint, in a few letters: they are of one service, and are told one port. */
export function endpointOf(service: unknown, at: ScrapedAt | undefined): string {
  const { host, port } = at ?? {};
  return createHash('sha256')
    .update(JSON.stringify([service, host, port]))
    .digest('hex')
    .slice(0, 12);
}
