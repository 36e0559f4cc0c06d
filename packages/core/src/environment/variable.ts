import { report } from '../problem/problem.js';
import { listed, shown } from '../problem/shown.js';
import { environment, isStrict, saidAt } from './environment.js';
import type { Rule } from './rule.js';

/** Who says what a variable means. */
export type Specification =
  | 'OpenTelemetry, stable'
  | 'OpenTelemetry, development'
  | 'OpenTelemetry, deprecated'
  | 'OpenTelemetry JS'
  | 'Portcall';

/** A row of the table of variables. */
export interface Declaration {
  readonly name: string;
  /** What it takes, for readers of the table. */
  readonly kind: string;
  /** What holds without it, for readers of the table. */
  readonly default: string;
  readonly by: Specification;
  /** In one sentence, without a full stop. */
  readonly does: string;
  /** Whether what it holds must not be shown. @default false */
  readonly secret?: boolean;
  /** Why nothing reads it; absent for one that is read. */
  readonly unread?: string;
}

/** A variable that is read by one rule. */
export interface Variable<T> extends Declaration {
  readonly rule: Rule<T>;
  readonly otherwise: T;
}

/** A variable that names several things, separated by commas. */
export interface ListVariable<V extends string> extends Declaration {
  /** Those that are known; undefined where any may be named. */
  readonly names: readonly V[] | undefined;
  /** What one of them is called: `propagator`. */
  readonly what: string;
}

/** What a variable says, and which; undefined where none does and the default holds. */
export interface Found<T> {
  readonly value: T;
  readonly variable: string | undefined;
}

type Described = Pick<Declaration, 'name' | 'by' | 'does' | 'secret'> & { readonly default?: string };

/** Declares a variable where it is read. */
export function variable<T>(described: Described & { readonly rule: Rule<T>; readonly otherwise: T }): Variable<T> {
  const { rule, otherwise } = described;
  const shownDefault = described.default ?? rule.shown?.(otherwise) ?? String(otherwise);
  return { ...described, kind: rule.kind, default: shownDefault };
}

/** Declares a variable that names several things. */
export function listVariable<V extends string>(
  described: Described & Pick<ListVariable<V>, 'names' | 'what'>,
): ListVariable<V> {
  const { names } = described;
  const kind =
    names === undefined ? `names, separated by commas` : `any of ${names.map((name) => `\`${name}\``).join(', ')}`;
  return { default: '', ...described, kind };
}

/** Declares a variable that is not read, and why. It is said once, where it is set. */
export function unreadVariable(described: Described & { readonly unread: string }): Declaration {
  return { kind: '', default: '', ...described };
}

/** What a variable says, or the first of several that says something. One whose text cannot work is passed over, and reported. */
export function read<T>(...variables: readonly [Variable<T>, ...Variable<T>[]]): Found<T> {
  const [{ rule, otherwise }] = variables;
  const names = variables.map(({ name }) => name);
  return readByRule(names, rule, otherwise);
}

/** As `read()`, by a rule that depends on something else that was read. */
export function readByRule<T>(names: readonly string[], rule: Rule<T>, otherwise: T): Found<T> {
  const refused: (readonly [name: string, text: string])[] = [];
  let found: Found<T> = { value: otherwise, variable: undefined };
  for (const name of names) {
    const text = environment(name);
    if (text === undefined) continue;
    const value = rule.read(text, name);
    if (value !== undefined) {
      found = { value, variable: name };
      break;
    }
    refused.push([name, text]);
  }
  const instead = rule.shown?.(found.value) ?? shown(found.value);
  for (const [name, text] of refused) refuseVariable(name, `${rule.refusal(text)}; ${instead} is used; ${rule.fix}`);
  return found;
}

/** The names in a variable, each once; undefined where it has none that is known. An unknown one is left out, and reported. */
export function readList<V extends string>({ name, names, what }: ListVariable<V>): readonly V[] | undefined {
  const entries = (environment(name)?.split(',') ?? []).map((entry) => entry.trim().toLowerCase());
  const given = [...new Set(entries)].filter((entry) => entry !== '');
  const known = given.filter((entry): entry is V => names?.includes(entry as V) ?? true);
  for (const entry of given) {
    if (known.includes(entry as V)) continue;
    const instead = known.length > 0 ? 'it is left out' : 'the default is used';
    refuseVariable(name, `unknown ${what} ${shown(entry)}; ${instead}; use any of ${listed(names ?? [])}`, entry);
  }
  return known.length > 0 ? known : undefined;
}

/**
 * Reports what a variable says that cannot work; once.
 * @param wrong what is wrong, what happens, and what to do
 * @param entry which part of it, where there are several
 * @throws Error saying the same, where variables are read strictly
 */
export function refuseVariable(name: string, wrong: string, entry?: string): void {
  const message = `${saidAt(name)}: ${wrong}`;
  if (isStrict()) throw new Error(message);
  report({ key: 'register.variable', about: entry === undefined ? name : `${name} ${entry}`, message });
}
