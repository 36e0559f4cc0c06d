import { read, trueOrFalse, type Variable, variable } from '@portcall/core/internal';

/** @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#general-sdk-configuration */
export const SDK_DISABLED: Variable<boolean> = variable({
  name: 'OTEL_SDK_DISABLED',
  rule: trueOrFalse(),
  otherwise: false,
  by: 'OpenTelemetry, stable',
  does: 'Whether nothing is recorded and nothing sent; a trace context that comes in still goes out again',
});

/** Whether OTEL_SDK_DISABLED turns everything off. */
export function isDisabled(): boolean {
  return read(SDK_DISABLED).value;
}
