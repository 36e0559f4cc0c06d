import { checkedMilliseconds, environment } from '@portcall/core/internal';
import type { Exporter } from '@portcall/exporters';
import { exporterNamed } from '@portcall/exporters/internal';

/*
 * OTEL_* variables. A variable that is set to nothing counts as not set.
 * https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */

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
 * @throws Error for a text that is not a number of milliseconds
 */
export function millisecondsFrom(variable: string): number | undefined {
  const text = environment(variable);
  return text === undefined ? undefined : checkedMilliseconds(Number(text), variable, text);
}
