import { describe } from '@portcall/core';
import { type Exporter, exporterNamed } from '@portcall/exporters';

/*
 * OTEL_* variables. A variable that is set to nothing counts as not set.
 * https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */

/** A variable's text, or undefined. */
export function environment(variable: string): string | undefined {
  const value = process.env[variable]?.trim();
  return value === '' ? undefined : value;
}

/** Whether OTEL_SDK_DISABLED turns everything off; any text but true leaves it on. */
export function isDisabled(): boolean {
  return environment('OTEL_SDK_DISABLED')?.toLowerCase() === 'true';
}

/**
 * The exporters a variable names, separated by commas; undefined where it is not set.
 * @throws Error for an unknown name
 */
export function exportersFrom(variable: string): readonly Exporter[] | undefined {
  return environment(variable)
    ?.split(',')
    .map((name) => exporterNamed(name.trim(), variable));
}

/**
 * A variable's number of milliseconds, or undefined where it is not set.
 * @throws Error for a text that is no positive number
 */
export function millisecondsFrom(variable: string): number | undefined {
  const text = environment(variable);
  return text === undefined ? undefined : checkedMilliseconds(Number(text), variable, text);
}

/** @throws Error naming the setting, for what is no positive finite number */
export function checkedMilliseconds(value: unknown, setting: string, given: unknown = value): number {
  // setTimeout and setInterval turn what does not fit 31 bits into one millisecond, and take no bigint.
  if (typeof value === 'number' && value > 0 && value < 2 ** 31) return value;
  throw new Error(`${setting}: ${describe(given)} is not a number of milliseconds; give one from 1 to ${2 ** 31 - 1}`);
}
