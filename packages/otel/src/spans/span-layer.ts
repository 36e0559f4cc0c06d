import { type Context, createContextKey, type Span } from '@opentelemetry/api';

// The API's own key: it makes keys of one text the same, so that several copies of it understand each other.
const SPAN_KEY = createContextKey('OpenTelemetry Context Key SPAN');

/**
 * A context with another span, laid over its parent: `trace.setSpan()` copies all the parent holds. What is set on it
 * later is set on a copy, as on any context.
 */
export abstract class SpanLayer implements Context {
  // Declared and assigned: a field that is defined costs more, and a layer is made for every call.
  declare protected readonly parent: Context;

  /** @param parent what of it is a layer has nothing but its span, and so is left out: calls that start one another make no chain */
  constructor(parent: Context) {
    this.parent = parent instanceof SpanLayer ? parent.parent : parent;
  }

  protected abstract get span(): Span;

  getValue(key: symbol): unknown {
    return key === SPAN_KEY ? this.span : this.parent.getValue(key);
  }

  setValue(key: symbol, value: unknown): Context {
    return key === SPAN_KEY ? this.parent.setValue(key, value) : this.copied().setValue(key, value);
  }

  deleteValue(key: symbol): Context {
    return key === SPAN_KEY ? this.parent.deleteValue(key) : this.copied().deleteValue(key);
  }

  private copied(): Context {
    return this.parent.setValue(SPAN_KEY, this.span);
  }
}
