import { report } from '@portcall/core';
import type { Definition } from './definition.js';
import type { Adding, Recording } from './plain-recorder.js';

/** A recorder that knows its definition and can be bound to one series. */
export interface BindableAdding extends Adding {
  readonly definition: Definition;
  with(attributes: object): Adding;
}

/** A recorder that knows its definition and can be bound to one series. */
export interface BindableRecording extends Recording {
  readonly definition: Definition;
  with(attributes: object): Recording;
}

/** Ours already are bindable; one that only adds gets the rest here, and is kept from throwing into the app. */
export function bindableAdding(definition: Definition, recorder: Adding): BindableAdding {
  if (isBindable(recorder)) return recorder as BindableAdding;
  const add = contained(definition, (value, attributes) => recorder.add(value, attributes));
  return Object.freeze({
    definition,
    add,
    with: (attributes: object) => Object.freeze({ add: (value: number) => add(value, attributes) }),
  });
}

/** Ours already are bindable; one that only records gets the rest here, and is kept from throwing into the app. */
export function bindableRecording(definition: Definition, recorder: Recording): BindableRecording {
  if (isBindable(recorder)) return recorder as BindableRecording;
  const record = contained(definition, (value, attributes) => recorder.record(value, attributes));
  return Object.freeze({
    definition,
    record,
    with: (attributes: object) => Object.freeze({ record: (value: number) => record(value, attributes) }),
  });
}

function isBindable(recorder: object): boolean {
  return 'with' in recorder && 'definition' in recorder;
}

function contained(definition: Definition, write: Adding['add']): Adding['add'] {
  return (value, attributes) => {
    try {
      write(value, attributes);
    } catch (cause) {
      report({
        key: 'record.backend',
        about: definition.name,
        message: `${definition.name}: the backend threw while recording, and the value is lost there; mend the backend`,
        cause,
      });
    }
  };
}
