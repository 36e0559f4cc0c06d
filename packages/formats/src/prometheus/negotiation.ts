import { ESCAPING_SCHEMES, type EscapingScheme } from './names/escaping.js';

/** A format that a scrape can be answered with. */
export type ScrapeFormatName = 'text 0.0.4' | 'text 1.0.0' | 'OpenMetrics 1.0.0' | 'OpenMetrics 2.0.0' | 'protobuf';

/** What a scraper is answered with. */
export interface ScrapeFormat {
  readonly name: ScrapeFormatName;
  /** What it said that it can read; undefined where it said nothing. */
  readonly escaping: EscapingScheme | undefined;
}

interface Offer {
  readonly type: string;
  /** Parameters that must be there, in small letters; the first format of a type is given where its version is not. */
  readonly wanted: Readonly<Record<string, string>>;
}

/** The first one is given unless another one is asked for. */
const OFFERS: Readonly<Record<ScrapeFormatName, Offer>> = {
  'text 0.0.4': { type: 'text/plain', wanted: { version: '0.0.4' } },
  'text 1.0.0': { type: 'text/plain', wanted: { version: '1.0.0' } },
  'OpenMetrics 1.0.0': { type: 'application/openmetrics-text', wanted: { version: '1.0.0' } },
  'OpenMetrics 2.0.0': { type: 'application/openmetrics-text', wanted: { version: '2.0.0' } },
  protobuf: {
    type: 'application/vnd.google.protobuf',
    wanted: { proto: 'io.prometheus.client.metricfamily', encoding: 'delimited' },
  },
};

/** One of the media types that a client takes. */
interface MediaRange {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly quality: number;
}

const NAMES = Object.keys(OFFERS) as readonly ScrapeFormatName[];

/**
 * The format for a request's Accept: the one with the greatest weight, then the one that is named, and named first. Text 0.0.4 where nothing
 * is asked for that there is, and where it cannot be read.
 * @see https://prometheus.io/docs/instrumenting/content_negotiation/
 */
export function scrapeFormat(accept: string | undefined): ScrapeFormat {
  const ranges = mediaRanges(accept ?? '');
  const matches = NAMES.flatMap((name) => matchOf(name, ranges)).filter(({ range }) => range.quality > 0);
  const [best] = matches.sort((a, b) => b.range.quality - a.range.quality || b.closeness - a.closeness || a.at - b.at);
  const escaping = best?.range.parameters.get('escaping');
  return { name: best?.name ?? NAMES[0]!, escaping: ESCAPING_SCHEMES.find((scheme) => scheme === escaping) };
}

interface Match {
  readonly name: ScrapeFormatName;
  readonly range: MediaRange;
  readonly closeness: number;
  readonly at: number;
}

/** The range that says most about a format. */
function matchOf(name: ScrapeFormatName, ranges: readonly MediaRange[]): readonly Match[] {
  const matches = ranges.map((range, at): Match => ({ name, range, closeness: closeness(range, name), at }));
  return matches
    .filter((match) => match.closeness > 0)
    .sort((a, b) => b.closeness - a.closeness)
    .slice(0, 1);
}

/** 0 where a range does not take a format, 3 where it names it. */
function closeness({ type, parameters }: MediaRange, name: ScrapeFormatName): number {
  const { type: offered, wanted } = OFFERS[name];
  if (type === '*/*') return 1;
  if (type === `${offered.split('/', 1)[0]}/*`) return 2;
  if (type !== offered) return 0;
  const isFirst = NAMES.find((other) => OFFERS[other].type === offered) === name;
  const fits = Object.entries(wanted).every(([key, value]) => {
    const given = parameters.get(key);
    return given === undefined ? key === 'version' && isFirst : given === value;
  });
  return fits ? 3 : 0;
}

/** Between commas and semicolons; what stands in quotes is left whole. */
const ELEMENTS = /(?:[^,"]|"(?:[^"\\]|\\.)*")+/g;
const PARTS = /(?:[^;"]|"(?:[^"\\]|\\.)*")+/g;

/** What cannot be read is left out. */
function mediaRanges(accept: string): readonly MediaRange[] {
  return (accept.match(ELEMENTS) ?? []).map(mediaRange).filter((range) => range.quality >= 0 && range.quality <= 1);
}

function mediaRange(element: string): MediaRange {
  const [type = '', ...rest] = (element.match(PARTS) ?? []).map((part) => part.trim());
  const parameters = new Map(rest.map(parameter));
  return { type: type.toLowerCase(), parameters, quality: Number(parameters.get('q') || 1) };
}

function parameter(text: string): readonly [key: string, value: string] {
  const [key = '', value = ''] = splitAt(text, text.indexOf('='));
  return [key.trim().toLowerCase(), unquoted(value.trim()).toLowerCase()];
}

function splitAt(text: string, at: number): readonly string[] {
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function unquoted(value: string): string {
  return value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value;
}
