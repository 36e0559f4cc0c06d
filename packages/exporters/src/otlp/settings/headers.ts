import { builtin, type Declaration, environment, refuseVariable, shown } from '@portcall/core/internal';
import type { Signal } from '../signal.js';
import { signalVariables, variablesOf } from './signal-variable.js';

export type Headers = Readonly<Record<string, string>>;

/**
 * The headers of every request: those of the option over those of the signal's own variable over those of the general
 * one. Two that differ in upper and lower case only are one.
 */
export function headersOf(signal: Signal, option: Headers = {}): Headers {
  const [own, general] = variablesOf(signal, 'HEADERS');
  const given = [...headersFrom(general), ...headersFrom(own), ...Object.entries(option)];
  const byName = new Map(given.map((header) => [header[0].toLowerCase(), header]));
  return Object.fromEntries(byName.values());
}

export const HEADERS_VARIABLES: readonly Declaration[] = signalVariables('HEADERS', {
  kind: 'name=value, separated by commas, percent-encoded',
  default: '',
  does: 'What is sent with every request, beside the headers of `otlp({ headers })`',
  secret: true,
});

type Header = readonly [name: string, value: string];

/**
 * What a variable says in the form of W3C baggage: `name=value,name=value`, percent-encoded. An entry that cannot be sent is
 * reported and left out.
 * @see https://opentelemetry.io/docs/specs/otel/protocol/exporter/#specifying-headers-via-environment-variables
 */
function headersFrom(variable: string): readonly Header[] {
  const entries = environment(variable)?.split(',') ?? [];
  return entries.flatMap((entry, index) => {
    if (entry.trim() === '') return [];
    const header = headerOf(entry);
    if ('name' in header && 'value' in header) return [[header.name, header.value]];
    reportEntry(variable, index, header);
    return [];
  });
}

interface WrongEntry {
  /** Undefined where what stands there may be a part of a secret. */
  readonly name: string | undefined;
  readonly wrong: string;
  readonly todo: string;
}

function headerOf(entry: string): { readonly name: string; readonly value: string } | WrongEntry {
  const [encodedName = '', ...rest] = entry.split('=');
  const name = decoded(encodedName.trim());
  const encodedValue = rest.join('=').trim();
  if (name === undefined || !isName(name) || encodedValue === '')
    return { name: undefined, wrong: 'is not a header with a value', todo: 'write name=value, and a comma as %2C' };
  const value = decoded(encodedValue);
  if (value === undefined)
    return { name, wrong: 'holds a % that does not begin an encoded character', todo: 'write % as %25' };
  if (!isValue(name, value))
    return { name, wrong: 'holds a character that HTTP does not allow', todo: 'remove it, a line feed for example' };
  return { name, value };
}

function reportEntry(variable: string, index: number, { name, wrong, todo }: WrongEntry): void {
  const which = name === undefined ? `entry ${index + 1}` : `the header ${shown(name)}`;
  refuseVariable(variable, `${which} ${wrong}; it is not sent; ${todo}`, which);
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** Whether HTTP allows it as the name of a header. */
export function isName(name: string): boolean {
  return isValid(() => http().validateHeaderName(name));
}

/** Whether HTTP allows it as the value of a header. */
export function isValue(name: string, value: string): boolean {
  return isValid(() => http().validateHeaderValue(name, value));
}

function http(): typeof import('node:http') {
  return builtin('node:http');
}

function isValid(validate: () => void): boolean {
  try {
    validate();
    return true;
  } catch {
    return false;
  }
}
