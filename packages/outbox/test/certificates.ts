import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

export type Certificates = Readonly<Record<'authority' | 'receiver' | 'app', Certificate>>;

let made: Certificates | undefined;

/** An authority, and what it says of a receiver on this machine and of an app. Made once for a test file, by openssl. */
export function certificates(): Certificates {
  made ??= make();
  return made;
}

function make(): Certificates {
  const folder = mkdtempSync(join(tmpdir(), 'portcall-certificates-'));
  const read = (name: string): Certificate => ({
    key: readFileSync(join(folder, `${name}.key`), 'utf8'),
    cert: readFileSync(join(folder, `${name}.pem`), 'utf8'),
  });
  try {
    openssl(folder, ['-subj', '/CN=authority', '-keyout', 'authority.key', '-out', 'authority.pem']);
    for (const name of ['receiver', 'app'])
      openssl(folder, [
        ...['-CA', 'authority.pem', '-CAkey', 'authority.key', '-subj', `/CN=${name}`],
        ...['-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-addext', 'basicConstraints=critical,CA:FALSE'],
        ...['-keyout', `${name}.key`, '-out', `${name}.pem`],
      ]);
    return { authority: read('authority'), receiver: read('receiver'), app: read('app') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function openssl(cwd: string, args: readonly string[]): void {
  const common = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  execFileSync('openssl', [...common, ...args], { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
}
