import { processWide } from '../plain/process-wide.js';

/** What is said of everything that runs inside. Frozen. */
export type ScopeAttributes = Readonly<Record<string, string | number | boolean>>;

/**
 * How whoever records learns what is said of everything where it runs. Whoever keeps that in async context says how, once
 * there is something to know: until then, and where nobody keeps it, there is nothing.
 */
export const scopeHere: { attributes?: (() => ScopeAttributes | undefined) | undefined } = processWide(
  'scope',
  () => ({}),
);
