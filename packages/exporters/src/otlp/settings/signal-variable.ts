import { type Declaration, type Rule, readByRule } from '@portcall/core/internal';
import type { Signal } from '../signal.js';

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
export function variableOf<T>(signal: Signal, name: string, rule: Rule<T>, fallback: T): FoundValue<T> {
  const variables = variablesOf(signal, name);
  const { value, variable = variables[1] } = readByRule(variables, rule, fallback);
  return { value, variable };
}

/** Declares the three variables of a setting: the general one, and each signal's own. */
export function signalVariables(
  name: string,
  { does, ...described }: Pick<Declaration, 'kind' | 'default' | 'does' | 'secret'>,
): readonly Declaration[] {
  const by = 'OpenTelemetry, stable';
  const [traces, general] = variablesOf('traces', name);
  const [metrics] = variablesOf('metrics', name);
  return [
    { ...described, by, name: general, does },
    { ...described, by, name: traces, default: general, does: `The same, of spans alone` },
    { ...described, by, name: metrics, default: general, does: `The same, of metrics alone` },
  ];
}
