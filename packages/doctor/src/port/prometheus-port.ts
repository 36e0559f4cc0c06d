import { createServer } from 'node:net';
import { environment, failureOf, oneLine, saidAt, shown } from '@portcall/core/internal';
import type { Finding } from '../finding.js';
import { portOwner } from './port-owner.js';

/** Whether the port that the environment gives for scrapes can be opened, for a process that has not opened it. */
export async function prometheusPortFindings(): Promise<readonly Finding[]> {
  const host = environment('OTEL_EXPORTER_PROMETHEUS_HOST') ?? '127.0.0.1';
  const text = environment('OTEL_EXPORTER_PROMETHEUS_PORT') ?? '9464';
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) return [noPort(text)];
  const code = port === 0 ? undefined : await failureToListen(host, port);
  return code === undefined ? [] : [portFinding(code, host, port)];
}

/** Why nobody can scrape: by the code of what came of listening. */
export function portFinding(code: string, host: string, port: number): Finding {
  const what = `the port ${port} for scrapes cannot be opened on ${shown(host)} (${code})`;
  const fix = 'choose another with OTEL_EXPORTER_PROMETHEUS_PORT or prometheus({ port })';
  if (code === 'EADDRINUSE') {
    return {
      id: 'port.taken',
      severity: 'warning',
      what,
      cause: `${ownerOf(port)} listens there: where that is the application itself nothing is wrong`,
      fix,
    };
  }
  return code === 'EACCES'
    ? {
        id: 'port.not_allowed',
        severity: 'loss',
        what,
        cause: 'this user may not listen there',
        fix: `${fix}, above 1023`,
      }
    : {
        id: 'port.no_address',
        severity: 'loss',
        what,
        cause: 'the host is not an address of this machine',
        fix: 'give "127.0.0.1" or "0.0.0.0" in OTEL_EXPORTER_PROMETHEUS_HOST or prometheus({ host })',
      };
}

/** By name and number, where this machine says it. */
export function ownerOf(port: number): string {
  const owner = portOwner(port);
  if (owner === undefined) return 'another process';
  return `the process ${owner.pid}${owner.name === '' ? '' : ` (${oneLine(owner.name)})`}`;
}

function noPort(text: string): Finding {
  return {
    id: 'port.none',
    severity: 'loss',
    what: `${saidAt('OTEL_EXPORTER_PROMETHEUS_PORT')} is ${shown(text)}`,
    cause: 'it is not a port',
    fix: 'give a whole number from 0 to 65535',
  };
}

function failureToListen(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (cause) => resolve(failureOf(cause).code));
    server.listen({ host, port }, () => server.close(() => resolve(undefined)));
  });
}
