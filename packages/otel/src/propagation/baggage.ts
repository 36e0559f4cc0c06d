import {
  type BaggageEntry,
  baggageEntryMetadataFromString,
  propagation,
  type TextMapPropagator,
} from '@opentelemetry/api';
import { headersIn } from './header.js';
import { isTracingSuppressed } from './suppression.js';
import { splitAt } from './trace-state.js';

const BAGGAGE = 'baggage';

// What OpenTelemetry's own propagator sends and takes; W3C asks for 64 members and 8192 bytes at least.
const MOST_MEMBERS = 180;
const LONGEST_MEMBER = 4_096;
const LONGEST_HEADER = 8_192;

/** A comma would begin another member, and what is not printable no client sends: it would fail the request. */
const METADATA = /^[\t -+\--~]*$/;

/**
 * Passes on the app's own baggage, by the header `baggage`. What is too much of it, or not well-formed, is left out.
 * @see https://www.w3.org/TR/baggage/
 */
export const baggagePropagator: TextMapPropagator = Object.freeze<TextMapPropagator>({
  inject(context, carrier, setter) {
    const baggage = propagation.getBaggage(context);
    if (baggage === undefined || isTracingSuppressed(context)) return;
    const members = baggage
      .getAllEntries()
      .map(([key, entry]) => memberOf(key, entry))
      .filter((member) => member.length <= LONGEST_MEMBER)
      .slice(0, MOST_MEMBERS);
    const header = members.reduce((before, member) => {
      const longer = before === '' ? member : `${before},${member}`;
      return longer.length > LONGEST_HEADER ? before : longer;
    }, '');
    if (header !== '') setter.set(carrier, BAGGAGE, header);
  },

  extract(context, carrier, getter) {
    const headers = headersIn(carrier, getter, BAGGAGE);
    const entries = headers.length === 0 ? undefined : entriesIn(headers);
    return entries === undefined
      ? context
      : propagation.setBaggage(context, propagation.createBaggage(Object.fromEntries(entries)));
  },

  fields: () => [BAGGAGE],
});

function memberOf(key: string, { value, metadata }: BaggageEntry): string {
  const member = `${encoded(key)}=${encoded(value)}`;
  const properties = metadata?.toString();
  return properties === undefined || !METADATA.test(properties) ? member : `${member};${properties}`;
}

function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

/** By key; undefined where there is none. */
function entriesIn(headers: readonly string[]): ReadonlyMap<string, BaggageEntry> | undefined {
  const entries = new Map<string, BaggageEntry>();
  let count = 0;
  let length = 0;
  for (const member of headers.flatMap((header) => header.split(','))) {
    if (count === MOST_MEMBERS) break;
    if (member.length > LONGEST_MEMBER) continue;
    const entry = entryIn(member);
    if (entry === undefined) continue;
    length += member.length + (count === 0 ? 0 : 1);
    if (length > LONGEST_HEADER) break;
    entries.set(...entry);
    count += 1;
  }
  return count === 0 ? undefined : entries;
}

function entryIn(member: string): [string, BaggageEntry] | undefined {
  const [pair = member, metadata = ''] = splitAt(member, member.indexOf(';'));
  const [key = '', value = ''] = splitAt(pair, pair.indexOf('=')).map((text) => decoded(text.trim()));
  if (key === '' || value === '') return undefined;
  return [key, metadata === '' ? { value } : { value, metadata: baggageEntryMetadataFromString(metadata) }];
}

/** Nothing for what is not well-formed. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
