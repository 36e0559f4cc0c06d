import { validateHeaderName, validateHeaderValue } from 'node:http';
import { saidAt } from '@portcall/core/internal';
import type { Finding } from '../finding.js';

interface Setting {
  readonly variable: string;
  readonly value: string | undefined;
}

interface Headers {
  readonly headers: Readonly<Record<string, string>>;
  readonly findings: readonly Finding[];
}

/**
 * The headers that variables give, of which the first counts most.
 * @see https://opentelemetry.io/docs/specs/otel/protocol/exporter/#specifying-headers-via-environment-variables
 */
export function headersOf(settings: readonly Setting[]): Headers {
  const each = settings.map(({ variable, value }) => parsed(variable, value ?? ''));
  return {
    headers: Object.assign({}, ...each.map(({ headers }) => headers).reverse()) as Headers['headers'],
    findings: each.flatMap(({ findings }) => findings),
  };
}

function parsed(variable: string, text: string): Headers {
  const pairs = text.split(',').filter((pair) => pair.trim() !== '');
  const read = pairs.map(pairOf).filter((pair) => pair !== undefined);
  const wrong = pairs.length - read.length;
  return { headers: Object.fromEntries(read), findings: wrong === 0 ? [] : [malformed(variable, wrong, pairs.length)] };
}

function pairOf(pair: string): readonly [string, string] | undefined {
  const [, name = '', value = ''] = /^\s*([^=]*?)\s*=(.*)$/s.exec(pair) ?? [];
  try {
    const decoded = decodeURIComponent(value.trim());
    validateHeaderName(name);
    validateHeaderValue(name, decoded);
    return [name.toLowerCase(), decoded];
  } catch {
    return undefined;
  }
}

/** Nothing of it is shown: it may be a key. */
function malformed(variable: string, wrong: number, all: number): Finding {
  return {
    id: 'headers.malformed',
    severity: 'warning',
    what: `${saidAt(variable)}: ${wrong} of its ${all} headers cannot be read`,
    cause: 'each is name=value, separated by commas, with spaces and commas in a value written as %20 and %2C',
    fix: `write ${saidAt(variable)} like authorization=Bearer%20KEY,x-tenant=shop`,
  };
}
