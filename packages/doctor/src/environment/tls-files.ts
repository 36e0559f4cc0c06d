import { readFileSync } from 'node:fs';
import { failureOf, saidAt } from '@portcall/core/internal';
import type { Finding } from '../finding.js';
import type { TlsFiles } from './destination.js';

type SettingOf = (what: string) => { readonly variable: string; readonly value: string | undefined };

const FILES = { ca: 'CERTIFICATE', cert: 'CLIENT_CERTIFICATE', key: 'CLIENT_KEY' } as const;

/** The certificates that variables name, as far as they can be read. */
export function tlsOf(settingOf: SettingOf): { readonly tls: TlsFiles; readonly findings: readonly Finding[] } {
  const tls: { -readonly [K in keyof TlsFiles]: TlsFiles[K] } = {};
  const findings: Finding[] = [];
  for (const part of ['ca', 'cert', 'key'] as const) {
    const { variable, value } = settingOf(FILES[part]);
    if (value === undefined) continue;
    try {
      tls[part] = readFileSync(value, 'utf8');
    } catch (cause) {
      findings.push(unreadable(variable, value, failureOf(cause).code));
    }
  }
  return { tls, findings };
}

function unreadable(variable: string, path: string, code: string): Finding {
  return {
    id: 'certificate.unreadable',
    severity: 'loss',
    what: `${saidAt(variable)} names a file that cannot be read (${code}): ${path}`,
    cause: 'without it no connection can be made that is trusted',
    fix: 'correct the path, and let this user read the file',
  };
}
