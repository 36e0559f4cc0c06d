import type { Definition } from '@portcall/metrics';

/** A recorder of any kind, called with whatever an app without types could call it with. */
export interface AnyRecorder {
  readonly definition: Definition;
  add?(value: unknown, attributes?: unknown): void;
  record?(value: unknown, attributes?: unknown): void;
  with(attributes: unknown): Pick<AnyRecorder, 'add' | 'record'>;
  remove(attributes?: unknown): void;
  clear(): void;
}

/** Calls the recorder's verb, whichever it has. */
export function call(recorder: Pick<AnyRecorder, 'add' | 'record'>, value: unknown, attributes?: unknown): void {
  if (recorder.add !== undefined) recorder.add(value, attributes);
  else recorder.record?.(value, attributes);
}
