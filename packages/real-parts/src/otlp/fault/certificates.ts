import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realPart } from '../../real-parts.js';

/** A certificate with its key, PEM. It is signed by itself, and so its own authority. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

export interface CertificateOptions {
  /** Whom it is for, as in subjectAltName. @default 'IP:127.0.0.1,DNS:localhost' */
  readonly host?: string;
  /** How many days it is valid from now on; negative for one that has expired. @default 1 */
  readonly days?: number;
}

/** Made by openssl, anew for each test: no key is kept. */
export function certificate({ host = 'IP:127.0.0.1,DNS:localhost', days = 1 }: CertificateOptions = {}): Certificate {
  const folder = mkdtempSync(join(tmpdir(), 'portcall-certificate-'));
  try {
    const [key, request, cert] = [join(folder, 'key.pem'), join(folder, 'request.pem'), join(folder, 'cert.pem')];
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    const about = ['-subj', '/CN=portcall test', '-addext', `subjectAltName=${host}`];
    openssl('req', '-new', ...curve, '-keyout', key, '-out', request, ...about);
    const validity = ['-days', String(days), '-copy_extensions', 'copy'];
    openssl('x509', '-req', '-in', request, '-signkey', key, '-out', cert, ...validity);
    return { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function openssl(...command: readonly string[]): void {
  execFileSync(realPart('openssl'), command, { stdio: 'pipe' });
}
