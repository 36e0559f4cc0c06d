import type { TextMapPropagator } from '@opentelemetry/api';
import { report } from '@portcall/core';

/**
 * All of them in turn: where two write one header, or read one thing, the later one counts. One that throws is reported and
 * passed over.
 */
export function compositePropagator(propagators: readonly TextMapPropagator[]): TextMapPropagator {
  return {
    inject(context, carrier, setter) {
      for (const propagator of propagators) {
        try {
          propagator.inject(context, carrier, setter);
        } catch (cause) {
          reportFailed(propagator, 'inject()', cause);
        }
      }
    },
    extract(context, carrier, getter) {
      let extracted = context;
      for (const propagator of propagators) {
        try {
          extracted = propagator.extract(extracted, carrier, getter);
        } catch (cause) {
          reportFailed(propagator, 'extract()', cause);
        }
      }
      return extracted;
    },
    fields: () => [...new Set(propagators.flatMap(fieldsOf))],
  };
}

/** Old ones have none. */
function fieldsOf(propagator: Partial<TextMapPropagator>): readonly string[] {
  return propagator.fields?.() ?? [];
}

function reportFailed(propagator: TextMapPropagator, step: string, cause: unknown): void {
  const what = `the propagator of ${fieldsOf(propagator).join(', ')}`;
  report({
    key: 'call.propagator',
    about: what,
    message: `${what}: ${step} threw an error; its headers are left out, and the other propagators go on; fix the error`,
    cause,
  });
}
