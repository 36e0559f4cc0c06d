import type * as TraceSdk from '@opentelemetry/sdk-trace-base';
import { lazily } from './lazily.js';

// The one file that knows OpenTelemetry's trace SDK: the 3.x line calls the package otherwise.

export type {
  BasicTracerProvider,
  ReadableSpan,
  Sampler,
  SpanExporter,
  SpanProcessor,
} from '@opentelemetry/sdk-trace-base';

export function traceSdk(): typeof TraceSdk {
  return lazily('@opentelemetry/sdk-trace-base') as typeof TraceSdk;
}
