import type { DetectedValue } from '../resource.js';

/** Of OpenTelemetry's kind. What it finds later is awaited before the first export, for a while. */
export interface ResourceDetector {
  detect(): { readonly attributes?: Readonly<Record<string, DetectedValue>> };
}
