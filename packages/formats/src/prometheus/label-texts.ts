import { report } from '@portcall/core';
import type { SeriesPoint } from '@portcall/metrics';
import { labelName } from './label-name.js';
import { escapedValue, labelValue } from './label-value.js';
import { writtenLabel } from './names/quoted.js';

/** A series' labels as they are written, without those of its scope. */
export interface SeriesLabels {
  /** `a="x",b="y"`; empty for none. */
  readonly text: string;
  /** The same without labels that are empty: Prometheus sees no difference between an empty label and none. */
  readonly identity: string;
  /** The names of `identity` in their order; one object for all series that have the same. */
  readonly names: string;
}

export interface LabelTextsOptions {
  /** What an attribute's key is called as a label, empty where nothing can be made of it. */
  readonly nameOf?: (key: string) => string;
  /** Labels that are the format's own; an attribute of that name is written with `exported_` before it, as Prometheus does. */
  readonly reserved?: readonly string[];
}

/** Labels that begin so are Prometheus' own. */
const INTERNAL = '__';

type Attributes = SeriesPoint['attributes'];

const MOST_KEPT = 10_000; // names come from code and are few; the bound is for a library that makes them of data

/** The labels of series whose attributes may be anything. */
export class LabelTexts {
  private readonly names = new Map<string, string>();
  private readonly orders = new Map<string, string>();
  private readonly keyName: (key: string) => string;
  private readonly reserved: readonly string[];

  constructor({ nameOf = labelName, reserved = [] }: LabelTextsOptions = {}) {
    this.keyName = nameOf;
    this.reserved = reserved;
  }

  /** @returns undefined where the attributes cannot be read */
  of(attributes: Attributes, metric: string): SeriesLabels | undefined {
    try {
      return this.write(attributes, metric);
    } catch {
      return undefined;
    }
  }

  /** What an attribute's key is called as a label. */
  nameOf(key: string): string {
    return kept(this.names, key, () => {
      const name = this.keyName(key);
      return this.reserved.includes(name) || name.startsWith(INTERNAL) ? `exported_${name}` : name;
    });
  }

  private write(attributes: Attributes, metric: string): SeriesLabels {
    const labels = this.valuesOf(attributes, metric);
    let [text, identity, names] = ['', '', ''];
    for (const [name, value] of labels) {
      const written = writtenLabel(name);
      const pair = `${written}="${escapedValue(value)}"`;
      text = text === '' ? pair : `${text},${pair}`;
      if (value === '') continue;
      identity = identity === '' ? pair : `${identity},${pair}`;
      names = names === '' ? written : `${names},${written}`;
    }
    return { text, identity: identity === text ? text : identity, names: kept(this.orders, names, () => names) };
  }

  /**
   * By label, in the order of the keys. Keys that become one label share it, their values joined in the order of the keys.
   * @throws whatever the attributes throw that cannot be read
   */
  valuesOf(attributes: Attributes, metric: string): ReadonlyMap<string, string> {
    const values = new Map<string, string>();
    let shared: Set<string> | undefined;
    for (const key of Object.keys(attributes)) {
      const name = this.nameOf(key);
      const value = name === '' ? undefined : labelValue(attributes[key]);
      if (value === undefined) {
        reportLabel(metric, key);
      } else if (values.has(name)) {
        shared ??= new Set();
        shared.add(name);
      } else values.set(name, value);
    }
    if (shared === undefined) return values;
    for (const name of shared) {
      const keys = Object.keys(attributes).filter((key) => this.nameOf(key) === name);
      const texts = keys.sort().map((key) => labelValue(attributes[key]));
      values.set(name, texts.filter((text) => text !== undefined).join(';'));
    }
    return values;
  }
}

function kept(map: Map<string, string>, key: string, make: () => string): string {
  const known = map.get(key);
  if (known !== undefined) return known;
  if (map.size >= MOST_KEPT) map.clear();
  const made = make();
  map.set(key, made);
  return made;
}

function reportLabel(metric: string, key: string): void {
  report({
    key: 'export.label_unwritable',
    about: metric,
    message: () =>
      `${metric}: attribute ${JSON.stringify(key)} has no name or a value that cannot be written as a label; the series is shown without it; give it a text, a number or a boolean`,
  });
}
