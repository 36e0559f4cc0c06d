import { type Context, createContextKey, type Span } from '@opentelemetry/api';

// The API's own key: it makes keys of one text the same, so that several copies of it understand each other.
export const SPAN_KEY: symbol = createContextKey('OpenTelemetry Context Key SPAN');

/** A context with another span, laid over its parent: `trace.setSpan()` copies all the parent holds. */
export interface Layer extends Context {
  /** What it lies on, which is no layer: one has nothing but its span, and calls that start one another make no chain. */
  readonly ground: Context;
}

/** A layer over the span that it makes. What is set on it later is set on a copy, as on any context. */
export abstract class SpanLayer implements Layer {
  // Declared and assigned: a field that is defined costs more, and a layer is made for every call.
  declare readonly ground: Context;

  constructor(parent: Context) {
    this.ground = (parent as Partial<Layer>).ground ?? parent;
  }

  protected abstract get span(): Span;

  getValue(key: symbol): unknown {
    return key === SPAN_KEY ? this.span : this.ground.getValue(key);
  }

  setValue(key: symbol, value: unknown): Context {
    return key === SPAN_KEY ? this.ground.setValue(key, value) : this.copied().setValue(key, value);
  }

  deleteValue(key: symbol): Context {
    return key === SPAN_KEY ? this.ground.deleteValue(key) : this.copied().deleteValue(key);
  }

  private copied(): Context {
    return this.ground.setValue(SPAN_KEY, this.span);
  }
}
