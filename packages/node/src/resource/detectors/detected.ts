import type { DetectedValue } from '../resource.js';
import { reportUndetected } from '../undetected.js';
import type { ResourceDetector } from './detector.js';

type Detected = Readonly<Record<string, DetectedValue>>;

/** What a detector has found; nothing, and a word, where it throws. */
export function detected(detector: ResourceDetector): Detected {
  try {
    const found: unknown = detector.detect();
    return (found as { readonly attributes?: Detected } | null | undefined)?.attributes ?? {};
  } catch (cause) {
    reportUndetected(`what ${detector.constructor.name} looks for`, cause);
    return {};
  }
}
