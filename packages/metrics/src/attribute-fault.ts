import { type AttributeKinds, bytesOf, LONGEST_TEXT, OTHER } from './attribute.js';
import type { InstrumentKind } from './definition.js';
import { isSnakeCase, snakeCased } from './name.js';

/**
 * Keys that an exporter or a scrape writes itself. One of them on one series makes Prometheus refuse the whole scrape
 * or rename the label; `constructor` would be read from every object's prototype.
 */
const RESERVED = new Set(['le', 'quantile', 'job', 'instance', 'constructor']);
const RESERVED_PREFIXES = ['__', 'exported_', 'otel_scope_'];

/** What is wrong with a metric's attributes, with its mend, or undefined where nothing is. */
export function attributeFault(kind: InstrumentKind, attributes: AttributeKinds): string | undefined {
  const keys = Object.keys(attributes);
  return (
    firstFault(keys, (key) => reservedFault(kind, key)) ??
    collisionFault(keys) ??
    firstFault(keys, spellingFault) ??
    firstFault(keys, (key) => valuesFault(key, attributes))
  );
}

function reservedFault(kind: InstrumentKind, key: string): string | undefined {
  if (key === 'le' && kind === 'histogram') {
    return "attribute le is the histogram's own label for its boundaries; rename it, for example upper_bound";
  }
  const reserved = RESERVED.has(key) || RESERVED_PREFIXES.some((prefix) => key.startsWith(prefix));
  return reserved
    ? `attribute ${key} is reserved (exporters and scrapes write it themselves); rename it, for example app_${snakeCased(key)}`
    : undefined;
}

function collisionFault(keys: readonly string[]): string | undefined {
  const byLabel = new Map<string, string>();
  for (const key of keys) {
    const label = key.replace(/[^A-Za-z0-9]+/g, '_');
    const other = byLabel.get(label);
    if (other !== undefined) {
      return `attributes ${other} and ${key} become the same label ${label}, and Prometheus refuses the whole scrape; rename one`;
    }
    byLabel.set(label, key);
  }
  return undefined;
}

function spellingFault(key: string): string | undefined {
  if (key === '') return 'an attribute key is empty; name it';
  return isSnakeCase(key) ? undefined : `attribute keys are snake_case; write ${snakeCased(key)} for ${key}`;
}

function valuesFault(key: string, attributes: AttributeKinds): string | undefined {
  const kind = attributes[key];
  if (kind?.type === undefined) {
    return `attribute ${key} has no kind; use text(), oneOf(…), integer(), flag() or optional(…)`;
  }
  if (kind.type !== 'one_of') return undefined;
  const values: readonly unknown[] = kind.values ?? [];
  if (values.length === 0) return `attribute ${key} is one of nothing; give oneOf() its values`;
  if (new Set(values).size < values.length) return `attribute ${key} has a value twice; drop one`;
  return firstFault(values, (value) => {
    if (typeof value !== 'string') return `attribute ${key}: oneOf() takes strings; use integer() or flag() for others`;
    if (value === '') return `attribute ${key}: the empty text means absent; leave it out and use optional(oneOf(…))`;
    if (value === OTHER) return `attribute ${key}: ${OTHER} stands for values past the series limit; choose another`;
    const fits = bytesOf(value) <= LONGEST_TEXT && value.isWellFormed();
    return fits ? undefined : `attribute ${key}: values are well-formed and have at most ${LONGEST_TEXT} bytes`;
  });
}

function firstFault<T>(items: readonly T[], fault: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = fault(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
