import { listed, shown } from '@portcall/core/internal';

/**
 * One object of parsed JSON, and where it stands. Every method reads a field by its name; an optional one may be absent or
 * null.
 * @throws Error naming the place in the JSON, what was expected there and what was found
 */
export class JsonReader {
  private readonly fields: Readonly<Record<string, unknown>>;

  constructor(
    value: unknown,
    private readonly path: string,
  ) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw expected(path, 'an object', value);
    this.fields = value as Readonly<Record<string, unknown>>;
  }

  value(name: string): unknown {
    return Object.hasOwn(this.fields, name) ? this.fields[name] : undefined;
  }

  text(name: string): string {
    return this.checked(name, 'a text', (value) => typeof value === 'string') as string;
  }

  number(name: string): number {
    return this.checked(name, 'a number from 0', (value) => Number.isFinite(value) && (value as number) >= 0) as number;
  }

  count(name: string): number {
    const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
    return this.checked(name, 'a whole number from 0', isCount) as number;
  }

  flag(name: string): boolean {
    return this.checked(name, 'true or false', (value) => typeof value === 'boolean') as boolean;
  }

  oneOf<const V extends string>(name: string, values: readonly V[]): V {
    return this.checked(name, `one of ${listed(values)}`, (value) => values.includes(value as V)) as V;
  }

  optionalText(name: string): string | undefined {
    return this.isAbsent(name) ? undefined : this.text(name);
  }

  optionalCount(name: string): number | undefined {
    return this.isAbsent(name) ? undefined : this.count(name);
  }

  object(name: string): JsonReader {
    return new JsonReader(this.value(name), `${this.path}.${name}`);
  }

  optionalObject(name: string): JsonReader | undefined {
    return this.isAbsent(name) ? undefined : this.object(name);
  }

  list(name: string): readonly JsonReader[] {
    const items = this.checked(name, 'an array', Array.isArray) as readonly unknown[];
    return items.map((item, index) => new JsonReader(item, `${this.path}.${name}[${index}]`));
  }

  private isAbsent(name: string): boolean {
    return this.value(name) === undefined || this.value(name) === null;
  }

  private checked(name: string, what: string, fits: (value: unknown) => boolean): unknown {
    const value = this.value(name);
    if (!fits(value)) throw expected(`${this.path}.${name}`, what, value);
    return value;
  }
}

function expected(path: string, what: string, value: unknown): Error {
  return new Error(`${path}: ${shown(value)} is not ${what}; give a trace as traceToJson() writes it`);
}
