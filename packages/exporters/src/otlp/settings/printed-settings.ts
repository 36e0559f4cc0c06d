import type { Setting } from '@portcall/core';
import { environment, type Found, type Rule, read, readByRule, settingOf } from '@portcall/core/internal';
import { endpointFound } from '../destination.js';
import { TEMPORALITY } from '../metrics/temporality.js';
import type { OtlpOptions } from '../otlp-settings.js';
import { PROTOCOL } from '../protocol.js';
import type { Signal } from '../signal.js';
import { COMPRESSION, otlpSettingsOf, TIMEOUT } from './signal-settings.js';
import { variablesOf } from './signal-variable.js';
import type { TlsOptions } from './tls.js';

/** What a signal is sent by, as it may be printed: of headers the names, of a key and of a URL's user and query nothing. */
export function printedSettings(signal: Signal, options: OtlpOptions): readonly Setting[] {
  const { tls, headers, protocol, destination } = otlpSettingsOf(signal, options);
  const row = <T extends string | number>(option: T | undefined, name: string, variable: string, found: Found<T>) =>
    settingOf(`otlp.${signal}.${name}`, option, found, variablesOf(signal, variable)[1]);
  const byRule = <T>(name: string, rule: Rule<T>, otherwise: T): Found<T> =>
    readByRule(variablesOf(signal, name), rule, otherwise);
  const url = options.url === undefined ? undefined : destination.shown;
  const endpoint = { value: destination.shown, variable: endpointFound(signal, protocol).variable };
  return [
    row(url, 'url', 'ENDPOINT', endpoint),
    row(options.protocol, 'protocol', 'PROTOCOL', byRule('PROTOCOL', PROTOCOL, 'http/protobuf')),
    headersRow(signal, Object.keys(headers), options.headers),
    row(options.timeoutMillis, 'timeoutMillis', 'TIMEOUT', byRule('TIMEOUT', TIMEOUT, 10_000)),
    row(options.compression, 'compression', 'COMPRESSION', byRule('COMPRESSION', COMPRESSION, 'none')),
    ...(['ca', 'cert', 'key'] as const).map((part) => tlsRow(signal, part, tls[part] !== undefined, options.tls)),
    ...(signal === 'metrics'
      ? [settingOf('otlp.metrics.temporality', undefined, read(TEMPORALITY), TEMPORALITY.name)]
      : []),
  ];
}

function set<T>(signal: Signal, name: string, value: T): Found<T> {
  return { value, variable: variablesOf(signal, name).find((variable) => environment(variable) !== undefined) };
}

function headersRow(signal: Signal, names: readonly string[], option: OtlpOptions['headers']): Setting {
  const value = names.map((name) => `${name}=[redacted]`);
  const isInCode = option !== undefined && Object.keys(option).length > 0;
  const [, general] = variablesOf(signal, 'HEADERS');
  return settingOf(`otlp.${signal}.headers`, isInCode ? value : undefined, set(signal, 'HEADERS', value), general);
}

const FILES = { ca: 'CERTIFICATE', cert: 'CLIENT_CERTIFICATE', key: 'CLIENT_KEY' } as const;

function tlsRow(signal: Signal, part: keyof TlsOptions, isUsed: boolean, option: TlsOptions = {}): Setting {
  const value = isUsed ? (part === 'key' ? '[redacted]' : '[certificate]') : null;
  const [, general] = variablesOf(signal, FILES[part]);
  const inCode = option[part] === undefined ? undefined : value;
  return settingOf(`otlp.${signal}.tls.${part}`, inCode, set<string | null>(signal, FILES[part], value), general);
}
