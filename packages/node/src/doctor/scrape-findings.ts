import { setTimeout as sleep } from 'node:timers/promises';
import { failureOf } from '@portcall/core/internal';
import type { Finding } from '@portcall/doctor';
import { ownerOf, portFinding } from '@portcall/doctor/internal';
import { ageOf, type Registration, severityOfSilence } from './registration.js';

/** Endpoints that nobody has scraped, and why one is not open. */
export async function scrapeFindings(registration: Registration): Promise<readonly Finding[]> {
  const unopened = await failureOfReady(registration.ready);
  const unread = registration.metricExporters.filter(({ timesRead }) => timesRead === 0);
  if (unread.length > 0 && unopened !== undefined) return [unopened];
  return unread.map(({ name }) => ({
    id: 'scrape.never',
    severity: severityOfSilence(registration),
    what: `nobody has read the metrics of ${name} since it was registered, ${ageOf(registration)} ago`,
    cause:
      'no scraper has this process as its target, or none can reach it: by default it listens on 127.0.0.1, for this machine alone',
    fix: 'add it to scrape_configs of Prometheus, and where that is on another machine or in another container give prometheus({ host: "0.0.0.0" })',
  }));
}

/** As Node says it of a port that cannot be opened. */
interface PortFailure {
  readonly address?: unknown;
  readonly port?: unknown;
}

async function failureOfReady(ready: Promise<void>): Promise<Finding | undefined> {
  const settled: unknown = await Promise.race([
    ready.catch((cause: unknown) => cause),
    // One that is still opening is neither open nor refused.
    sleep(PATIENCE_MS, undefined, { ref: false }),
  ]);
  const cause = settled instanceof Error ? settled.cause : undefined;
  const { address, port } = (cause ?? {}) as PortFailure;
  if (typeof address !== 'string' || typeof port !== 'number') return undefined;
  const finding = portFinding(failureOf(cause).code, address, port);
  return finding.id === 'port.taken'
    ? { ...finding, severity: 'loss', cause: `${ownerOf(port)} listens there` }
    : finding;
}

/** Who finds the port taken waits a second for one of its own to say that it has it. */
const PATIENCE_MS = 2_000;
