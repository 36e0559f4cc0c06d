import { shown } from '@portcall/core/internal';
import { type AttributeKind, type AttributeKinds, bytesOf, LONGEST_TEXT, OTHER } from '../declare/attribute.js';
import type { InstrumentKind } from '../declare/definition.js';
import type { Naming } from '../naming/naming.js';
import { type Spelling, spellingOf } from '../naming/spelling.js';
import { type Change, type Fault, faultsOf, firstFault } from './fault.js';

/**
 * Keys that an exporter or a scrape writes itself. One of them on one series makes Prometheus refuse the whole scrape
 * or rename the label; `constructor` would be read from every object's prototype.
 */
const RESERVED = new Set(['le', 'quantile', 'job', 'instance', 'constructor']);
const RESERVED_PREFIXES = ['__', 'exported_', 'otel_scope_'];
const TYPES: readonly unknown[] = ['text', 'one_of', 'integer', 'flag'] satisfies AttributeKind['type'][];

/** What is wrong with a metric's attributes. */
export function* attributeFaults(kind: InstrumentKind, attributes: AttributeKinds, naming: Naming): Iterable<Fault> {
  const keys = Object.keys(attributes);
  const spelling = spellingOf(naming);
  yield* faultsOf(keys, (key) => valuesFault(key, attributes[key]));
  yield* faultsOf(keys, (key) => reservedFault(kind, key, attributes, spelling));
  yield* faultsOf([keys], collisionFault);
  yield* faultsOf(keys, (key) => spellingFault(key, attributes, spelling));
}

function reservedFault(
  kind: InstrumentKind,
  key: string,
  attributes: AttributeKinds,
  { fitted, joint }: Spelling,
): Fault | undefined {
  const todo = 'choose another key';
  if (key === 'le' && kind === 'histogram') {
    const wrong = 'attribute "le" is the label that a histogram writes its boundaries in';
    return {
      id: 'label-reserved',
      wrong,
      todo,
      changes: renamed(attributes, (other) => (other === key ? 'upper_bound' : other)),
    };
  }
  const label = key.replaceAll('.', '_');
  if (!RESERVED.has(key) && !RESERVED_PREFIXES.some((prefix) => label.startsWith(prefix))) return undefined;
  return {
    id: 'label-reserved',
    wrong: `attribute ${shown(key)} is reserved, because exporters and scrapes write it themselves`,
    todo,
    changes: renamed(attributes, (other) => (other === key ? fitted(`app${joint}${key}`) : other)),
  };
}

function collisionFault(keys: readonly string[]): Fault | undefined {
  const byLabel = new Map<string, string>();
  for (const key of keys) {
    const label = key.replace(/[^A-Za-z0-9]+/g, '_');
    const other = byLabel.get(label);
    if (other !== undefined) {
      return {
        id: 'label-collision',
        wrong: `attributes ${shown(other)} and ${shown(key)} become the same label ${label}, for which Prometheus refuses the whole scrape`,
        todo: 'rename one of them',
      };
    }
    byLabel.set(label, key);
  }
  return undefined;
}

function spellingFault(
  key: string,
  attributes: AttributeKinds,
  { fits, called, words, fitted }: Spelling,
): Fault | undefined {
  if (fits(key)) return undefined;
  return {
    id: 'label-charset',
    wrong: key === '' ? 'an attribute key is empty' : `attribute ${shown(key)} is not ${called}`,
    todo: `write ${words}`,
    // All at once: an author who spells one key differently spells most of them so.
    changes: renamed(attributes, fitted),
  };
}

/** The attributes in their order under other keys, unless one has none or two have the same. */
function renamed(attributes: AttributeKinds, keyFor: (key: string) => string | undefined): readonly Change[] {
  const entries = Object.entries(attributes).flatMap(([key, kind]) => {
    const other = keyFor(key);
    return other === undefined ? [] : [[other, kind] as const];
  });
  const changed = Object.fromEntries(entries);
  return Object.keys(changed).length === Object.keys(attributes).length ? [{ attributes: changed }] : [];
}

/** The compiler sees most of it; programs without types do not. */
function valuesFault(key: string, kind: AttributeKind | undefined | null): Fault | undefined {
  const attribute = `attribute ${shown(key)}`;
  if (!TYPES.includes(kind?.type)) {
    const wrong = `${attribute} is ${shown(kind)} and not a kind of attribute`;
    return { id: 'label-values', wrong, todo: 'use text(), oneOf(…), integer(), flag() or optional(…)' };
  }
  if (kind?.type !== 'one_of') return undefined;
  const values: readonly unknown[] = kind.values ?? [];
  if (values.length === 0)
    return { id: 'label-values', wrong: `${attribute} has no values`, todo: 'give oneOf() its values' };
  const twice = values.find((value, index) => values.indexOf(value) !== index);
  if (twice !== undefined)
    return { id: 'label-values', wrong: `${attribute} has the value ${shown(twice)} twice`, todo: 'drop one' };
  return firstFault(values, (value) => valueFault(attribute, value));
}

function valueFault(attribute: string, value: unknown): Fault | undefined {
  const id = 'label-values';
  if (Array.isArray(value)) {
    return {
      id,
      wrong: `${attribute}: oneOf() was given an array`,
      todo: 'give its values one by one, like oneOf("a", "b")',
    };
  }
  const wrong = `${attribute} has the value ${shown(value)}`;
  if (typeof value !== 'string')
    return { id, wrong: `${wrong} in oneOf()`, todo: 'give texts, or use integer() or flag()' };
  if (value === '')
    return { id, wrong: `${wrong}, which means absent`, todo: 'leave it out and use optional(oneOf(…))' };
  if (value === OTHER)
    return { id, wrong: `${wrong}, which stands for all values past the series limit`, todo: 'choose another' };
  if (!value.isWellFormed())
    return { id: 'half-character', wrong: `${wrong} with half a character in it`, todo: 'write whole characters' };
  if (bytesOf(value) <= LONGEST_TEXT) return undefined;
  return { id, wrong: `${wrong} of ${bytesOf(value)} bytes`, todo: `shorten it to ${LONGEST_TEXT}` };
}
