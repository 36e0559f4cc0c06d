import {
  builtin,
  checkOptions,
  type Declaration,
  environment,
  failureOf,
  refuseVariable,
  shown,
} from '@portcall/core/internal';
import type { Signal } from '../signal.js';
import { signalVariables, variablesOf } from './signal-variable.js';

/** Whom to trust and who one is, each in PEM. */
export interface TlsOptions {
  /** Certificates of the authorities that receivers are trusted by. @default OTEL_EXPORTER_OTLP_CERTIFICATE, else Node's own */
  readonly ca?: string | Uint8Array;
  /** The certificate that is shown to receivers which ask for one, with `key`. @default OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE */
  readonly cert?: string | Uint8Array;
  /** Its private key. @default OTEL_EXPORTER_OTLP_CLIENT_KEY */
  readonly key?: string | Uint8Array;
}

/** The same, read. */
export interface Tls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

const FILE = { kind: 'path of a file in PEM', default: '' };

export const TLS_VARIABLES: readonly Declaration[] = [
  ...signalVariables('CERTIFICATE', { ...FILE, does: 'Certificates of the authorities that receivers are trusted by' }),
  ...signalVariables('CLIENT_CERTIFICATE', {
    ...FILE,
    does: 'The certificate that is shown to receivers which ask for one',
  }),
  ...signalVariables('CLIENT_KEY', { ...FILE, does: 'Its private key' }),
];

const OPTIONS: Readonly<Record<keyof TlsOptions, true>> = { ca: true, cert: true, key: true };

/** @throws Error for what is not in PEM, and for a certificate without its key, or the reverse. It shows nothing of a key. */
export function checkTls(options: TlsOptions): void {
  checkOptions(options, OPTIONS, 'otlp({ tls })');
  for (const name of ['ca', 'cert', 'key'] as const) {
    const given: unknown = options[name];
    if (given === undefined || typeof given === 'string' || given instanceof Uint8Array) continue;
    throw new Error(`otlp({ tls }): ${name} is ${shown(given)}; give the text of a file in PEM, or its bytes`);
  }
  if ((options.cert === undefined) !== (options.key === undefined))
    throw new Error('otlp({ tls }): one of cert and key is missing; give both');
  const { ca, cert, key } = textsOf(options);
  const faultOfCa = ca === undefined ? undefined : caFault(ca);
  if (faultOfCa !== undefined)
    throw new Error(`otlp({ tls }): ca is not a certificate in PEM (${faultOfCa}); give the text of its file`);
  const faultOfPair = cert === undefined || key === undefined ? undefined : pairFault(cert, key);
  if (faultOfPair !== undefined)
    throw new Error(
      `otlp({ tls }): cert and key are not a certificate and its key in PEM (${faultOfPair}); give the texts of their files`,
    );
}

/** The option over the files that the environment names. One that cannot be used is reported, and left out. */
export function tlsOf(signal: Signal, option: TlsOptions = {}): Tls {
  const { ca, cert, key } = textsOf(option);
  const trusted = ca ?? caFrom(signal);
  const own = cert === undefined || key === undefined ? pairFrom(signal) : { cert, key };
  return { ...(trusted === undefined ? {} : { ca: trusted }), ...own };
}

function caFrom(signal: Signal): string | undefined {
  const file = fileFrom(signal, 'CERTIFICATE');
  const fault = file?.text === undefined ? undefined : caFault(file.text);
  if (file === undefined || fault === undefined) return file?.text;
  reportFile(file.variable, `holds no certificate in PEM (${fault})`, 'name the file of an authority');
  return undefined;
}

function pairFrom(signal: Signal): Pick<Tls, 'cert' | 'key'> {
  const cert = fileFrom(signal, 'CLIENT_CERTIFICATE');
  const key = fileFrom(signal, 'CLIENT_KEY');
  const given = cert ?? key;
  if (given === undefined) return {};
  if (cert === undefined || key === undefined) {
    const [, missing] = variablesOf(signal, cert === undefined ? 'CLIENT_CERTIFICATE' : 'CLIENT_KEY');
    reportFile(given.variable, `is of no use without ${missing}`, 'set both, or neither');
    return {};
  }
  if (cert.text === undefined || key.text === undefined) return {};
  const fault = pairFault(cert.text, key.text);
  if (fault === undefined) return { cert: cert.text, key: key.text };
  reportFile(
    cert.variable,
    `and ${key.variable} are not a certificate and its key in PEM (${fault})`,
    'name two files that belong together, the key without a passphrase',
  );
  return {};
}

interface NamedFile {
  readonly variable: string;
  /** Undefined where it cannot be read, which is reported. */
  readonly text: string | undefined;
}

function fileFrom(signal: Signal, name: string): NamedFile | undefined {
  const variable = variablesOf(signal, name).find((one) => environment(one) !== undefined);
  if (variable === undefined) return undefined;
  try {
    return { variable, text: readText(environment(variable) as string) };
  } catch (error) {
    reportFile(variable, `cannot be read (${failureOf(error).code})`, 'name a file that this process can read');
    return { variable, text: undefined };
  }
}

function readText(path: string): string {
  const { readFileSync } = builtin('node:fs');
  return readFileSync(path, 'latin1');
}

/** Shows no path: whoever set the variable knows it. */
function reportFile(variable: string, wrong: string, todo: string): void {
  refuseVariable(variable, `the file ${wrong}; requests are sent without it; ${todo}`);
}

function textsOf({ ca, cert, key }: TlsOptions): Tls {
  return {
    ...(ca === undefined ? {} : { ca: textOf(ca) }),
    ...(cert === undefined ? {} : { cert: textOf(cert) }),
    ...(key === undefined ? {} : { key: textOf(key) }),
  };
}

const textOf = (pem: string | Uint8Array): string =>
  typeof pem === 'string' ? pem : Buffer.from(pem).toString('latin1');

/** Of a text that is not a certificate Node's TLS says nothing: it trusts nobody then. */
function caFault(ca: string): string | undefined {
  const { X509Certificate } = builtin('node:crypto');
  return faultOf(() => new X509Certificate(ca));
}

function pairFault(cert: string, key: string): string | undefined {
  const { createSecureContext } = builtin('node:tls');
  return faultOf(() => createSecureContext({ cert, key }));
}

/** OpenSSL's code alone: what it quotes may be a part of a key. */
function faultOf(use: () => unknown): string | undefined {
  try {
    use();
    return undefined;
  } catch (error) {
    return failureOf(error).code;
  }
}
