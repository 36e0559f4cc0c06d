import type { TextMapPropagator } from '@opentelemetry/api';
import { report } from '@portcall/core';
import { checkedArray, checkedOneOf, environment, listed, shown } from '@portcall/core/internal';
import { b3MultiPropagator, b3Propagator, baggagePropagator, traceContextPropagator } from '@portcall/otel/internal';
import { packagedPropagator, packageOf } from './packaged-propagators.js';

/** The names of OTEL_PROPAGATORS; `jaeger` and `xray` need their packages of OpenTelemetry's. */
export type PropagatorName = 'tracecontext' | 'baggage' | 'b3' | 'b3multi' | 'jaeger' | 'xray' | 'none';

export type Propagators = readonly (PropagatorName | TextMapPropagator)[];

/** Undefined where its package cannot be loaded. */
const MAKERS: Readonly<Record<PropagatorName, () => TextMapPropagator | undefined>> = {
  tracecontext: () => traceContextPropagator,
  baggage: () => baggagePropagator,
  b3: () => b3Propagator,
  b3multi: () => b3MultiPropagator,
  jaeger: () => packagedPropagator('jaeger'),
  xray: () => packagedPropagator('xray'),
  none: () => undefined,
};
const NAMES = Object.keys(MAKERS) as readonly PropagatorName[];
const VARIABLE = 'OTEL_PROPAGATORS';

/**
 * The propagators that the option names, else OTEL_PROPAGATORS, each once. What the variable names and there is not is
 * reported and left out.
 * @throws Error for an option that is no list of propagators, and for one whose package cannot be loaded
 * @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#general-sdk-configuration
 */
export function propagatorsFrom(given: Propagators | undefined): readonly TextMapPropagator[] {
  if (given === undefined) return fromEnvironment();
  const all = checkedArray(given, 'propagators', 'write ["tracecontext", "baggage"], for one');
  return [...new Set(all)].filter((one) => one !== 'none').map(propagatorOf);
}

function propagatorOf(given: unknown): TextMapPropagator {
  if (isPropagator(given)) return given;
  if (typeof given !== 'string')
    throw new Error(
      `propagators: ${shown(given)} is not a propagator; give a name, or an object with inject(), extract() and fields()`,
    );
  const name = checkedOneOf(given, NAMES, 'propagators');
  const made = MAKERS[name]();
  if (made !== undefined) return made;
  throw new Error(`propagators: ${shown(name)} needs a package that cannot be loaded; npm install ${packageOf(name)!}`);
}

function fromEnvironment(): readonly TextMapPropagator[] {
  const names = (environment(VARIABLE) ?? 'tracecontext,baggage').split(',').map((name) => name.trim().toLowerCase());
  return [...new Set(names)].filter((name) => name !== '' && name !== 'none').flatMap(namedInEnvironment);
}

function namedInEnvironment(name: string): readonly TextMapPropagator[] {
  const made = Object.hasOwn(MAKERS, name) ? MAKERS[name as PropagatorName]() : undefined;
  if (made !== undefined) return [made];
  const needed = packageOf(name);
  const message =
    needed === undefined
      ? `${VARIABLE}: ${shown(name)} is not a propagator; it is left out; use any of ${listed(NAMES)}`
      : `${VARIABLE}: ${shown(name)} needs a package that cannot be loaded; it is left out; npm install ${needed}`;
  report({ key: 'register.propagator', about: name, message });
  return [];
}

function isPropagator(given: unknown): given is TextMapPropagator {
  const { inject, extract } = (given ?? {}) as Partial<TextMapPropagator>;
  return typeof inject === 'function' && typeof extract === 'function';
}
