import { report } from '@portcall/core';
import { environment, shown } from '@portcall/core/internal';
import type { Signal } from '../signal.js';

/** How the text of a variable is read, and what is said of one that cannot work. */
export interface VariableRule<T> {
  /** @returns undefined for a text that cannot work */
  read(text: string, variable: string): T | undefined;
  /** What is wrong with such a text, behind the variable's name. */
  refusal(text: string): string;
  /** What is used instead of it, as it may be printed. */
  shown?(value: T): string;
  readonly fix: string;
}

/** A value, and the variable it is from; where none is set, the one that would be. */
export interface FoundValue<T> {
  readonly value: T;
  readonly variable: string;
}

/** The variables of a setting: the signal's own one, which goes first, and the general one. */
export function variablesOf(signal: Signal, name: string): readonly [own: string, general: string] {
  return [`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_${name}`, `OTEL_EXPORTER_OTLP_${name}`];
}

/** A setting of the environment. A variable whose text cannot work is reported and passed over. */
export function variableOf<T>(signal: Signal, name: string, rule: VariableRule<T>, fallback: T): FoundValue<T> {
  const variables = variablesOf(signal, name);
  let found: FoundValue<T> = { value: fallback, variable: variables[1] };
  const refused: (readonly [variable: string, text: string])[] = [];
  for (const variable of variables) {
    const text = environment(variable);
    if (text === undefined) continue;
    const value = rule.read(text, variable);
    if (value !== undefined) {
      found = { value, variable };
      break;
    }
    refused.push([variable, text]);
  }
  for (const [variable, text] of refused) reportRefused(variable, text, rule, found.value);
  return found;
}

function reportRefused<T>(variable: string, text: string, rule: VariableRule<T>, used: T): void {
  const instead = rule.shown?.(used) ?? shown(used);
  report({
    key: 'register.otlp_variable',
    about: variable,
    message: `${variable}: ${rule.refusal(text)}; ${instead} is used; ${rule.fix}`,
  });
}
