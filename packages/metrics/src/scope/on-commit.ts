import { transactionHere } from '@portcall/core/internal';
import type { BindableAdding, BindableRecording } from '../record/bindable.js';
import { ownRecorder } from '../record/own-recorder.js';
import type { Adding, Recording } from '../record/plain-recorder.js';
import { countDiscarded } from './discarded.js';

type WithOnCommit<R, P> = Readonly<R> & { readonly onCommit: Readonly<P> };

/** Adds what waits for commits; the recorder itself stays what it was, and costs no more. */
export function committedAdding(recorder: BindableAdding): WithOnCommit<BindableAdding, Adding> {
  const { name } = recorder.definition;
  const onCommit: Adding = Object.freeze({
    add(value: number, attributes?: object) {
      const transaction = transactionHere.current?.();
      if (transaction === undefined) {
        recorder.add(value, attributes);
        return;
      }
      const series = recorder.with(attributes);
      transaction.wait({ committed: () => series.add(value), discarded: () => countDiscarded(name) });
    },
  });
  return ownRecorder({ ...recorder, onCommit });
}

/** As {@link committedAdding}. */
export function committedRecording(recorder: BindableRecording): WithOnCommit<BindableRecording, Recording> {
  const { name } = recorder.definition;
  const onCommit: Recording = Object.freeze({
    record(value: number, attributes?: object) {
      const transaction = transactionHere.current?.();
      if (transaction === undefined) {
        recorder.record(value, attributes);
        return;
      }
      const series = recorder.with(attributes);
      transaction.wait({ committed: () => series.record(value), discarded: () => countDiscarded(name) });
    },
  });
  return ownRecorder({ ...recorder, onCommit });
}
