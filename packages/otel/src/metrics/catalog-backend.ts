import type { Meter, Observable, ObservableCallback } from '@opentelemetry/api';
import { report } from '@portcall/core';
import { failureOf } from '@portcall/core/internal';
import type { Backend, Definition, SeriesAttributes } from '@portcall/metrics';

/** Gives a good value to what keeps a metric. */
export type Write = (value: number, attributes: SeriesAttributes) => void;

/**
 * A meter of Portcall's leads to what catalogs are bound to there: an instrument in between would walk the attributes twice,
 * and would want OpenTelemetry's SDK.
 */
export interface BackedMeter extends Meter {
  readonly portcallBackend: Backend;
}

export function catalogBackendOf(meter: Meter): Backend | undefined {
  return (meter as Partial<BackedMeter>).portcallBackend;
}

/** What writes to the backend's recorder of a definition. Never throws: a metric that is declared otherwise there is reported. */
export function backendWrite(backend: Backend, definition: Definition): Write {
  try {
    return recorderWrite(backend, definition);
  } catch (cause) {
    return () => {
      reportRefused(definition, cause);
    };
  }
}

function recorderWrite(backend: Backend, definition: Definition): Write {
  switch (definition.kind) {
    case 'counter': {
      const recorder = backend.counter(definition);
      return (value, attributes) => recorder.add(value, attributes);
    }
    case 'upDownCounter': {
      const recorder = backend.upDownCounter(definition);
      return (value, attributes) => recorder.add(value, attributes);
    }
    case 'gauge': {
      const recorder = backend.gauge(definition);
      return (value, attributes) => recorder.record(value, attributes);
    }
    case 'histogram': {
      const recorder = backend.histogram(definition);
      return (value, attributes) => recorder.record(value, attributes);
    }
  }
}

/** An observable of the backend, with as many callbacks as it is given. */
export function backendObservable(backend: Backend, definition: Definition): Observable {
  const undos = new Map<ObservableCallback, () => void>();
  return {
    addCallback(callback) {
      // Only what can be observed gets here, with its own attributes, which the backend's guard looks at.
      const observed = definition as Definition<'gauge', { readonly [key: string]: never }>;
      const undo = backend.observe?.(observed, (result) =>
        callback({ observe: (value, attributes) => result.observe(value, attributes as never) }),
      );
      if (undo !== undefined) undos.set(callback, undo);
    },
    removeCallback(callback) {
      undos.get(callback)?.();
      undos.delete(callback);
    },
  };
}

function reportRefused({ name }: Definition, cause: unknown): void {
  report({
    key: 'record.instrument',
    about: name,
    message: `${name}: telemetry does not take it (${failureOf(cause).message}); the value is lost; declare the metric once`,
    cause,
  });
}
