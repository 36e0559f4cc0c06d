import type { BindableAdding, BindableRecording } from '../record/bindable.js';
import { ownRecorder } from '../record/own-recorder.js';
import { ScopedAttributes } from './scoped-attributes.js';

/** The same recorder where no attribute is scoped: it costs nothing then. */
export function scopedAdding(recorder: BindableAdding): BindableAdding {
  const { definition, remove, clear } = recorder;
  const scoped = ScopedAttributes.of(definition);
  if (scoped === undefined) return recorder;
  return ownRecorder<BindableAdding>({
    definition,
    add: (value, attributes) => recorder.add(value, scoped.filled(attributes)),
    with: (attributes) => recorder.with(scoped.filled(attributes)),
    remove,
    clear,
  });
}

/** As {@link scopedAdding}. */
export function scopedRecording(recorder: BindableRecording): BindableRecording {
  const { definition, remove, clear } = recorder;
  const scoped = ScopedAttributes.of(definition);
  if (scoped === undefined) return recorder;
  return ownRecorder<BindableRecording>({
    definition,
    record: (value, attributes) => recorder.record(value, scoped.filled(attributes)),
    with: (attributes) => recorder.with(scoped.filled(attributes)),
    remove,
    clear,
  });
}
