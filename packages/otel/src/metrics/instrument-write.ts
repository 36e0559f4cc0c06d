import type { Meter } from '@opentelemetry/api';
import { report, systemClock } from '@portcall/core';
import type { Definition } from '@portcall/metrics';
import { formerNames, isExported } from '@portcall/metrics/internal';
import { backendWrite, catalogBackendOf, type Write } from './catalog-backend.js';

/**
 * Creates the OpenTelemetry instrument of a definition, or takes the recorder that a meter of Portcall's has for it, and gives
 * what writes to it. What it throws stays here.
 */
export function instrumentWrite(meter: Meter, definition: Definition): Write {
  const backend = catalogBackendOf(meter);
  if (backend !== undefined) return backendWrite(backend, definition);
  const write = plainWrite(meter, definition);
  return (value, attributes) => {
    try {
      write(value, attributes);
    } catch (cause) {
      reportInstrument(definition, cause);
    }
  };
}

/** Counts what an instrument threw. */
export function reportInstrument({ name }: Definition, cause: unknown): void {
  report({
    key: 'record.instrument',
    about: name,
    message: `${name}: the OpenTelemetry instrument threw an error; the value is lost; look at the SDK's views`,
    cause,
  });
}

/** Under former names too, each of which ends at its time. */
function plainWrite(meter: Meter, definition: Definition): Write {
  const write = ownWrite(meter, definition);
  const former = formerNames(definition, systemClock.wall()).map((one) => [one, ownWrite(meter, one)] as const);
  if (former.length === 0) return write;
  return (value, attributes) => {
    write(value, attributes);
    for (const [one, writeOne] of former) if (isExported(one, systemClock.wall())) writeOne(value, attributes);
  };
}

function ownWrite(meter: Meter, { kind, name, unit, description, boundaries }: Definition): Write {
  const options = { unit, description };
  switch (kind) {
    case 'counter': {
      const instrument = meter.createCounter(name, options);
      return (value, attributes) => instrument.add(value, attributes);
    }
    case 'upDownCounter': {
      const instrument = meter.createUpDownCounter(name, options);
      return (value, attributes) => instrument.add(value, attributes);
    }
    case 'gauge': {
      const instrument = meter.createGauge(name, options);
      return (value, attributes) => instrument.record(value, attributes);
    }
    case 'histogram': {
      // Exponential buckets are for a view to choose: there is no advice that asks for them.
      const advice = boundaries === undefined ? {} : { advice: { explicitBucketBoundaries: [...boundaries] } };
      const instrument = meter.createHistogram(name, { ...options, ...advice });
      return (value, attributes) => instrument.record(value, attributes);
    }
  }
}
