import { systemClock } from '@portcall/core';
import { processWide } from '@portcall/core/internal';
import type { CurrentCall } from '@portcall/trace';
import { calls, type Place, placeOfOperation } from '@portcall/trace/internal';
import { tellAbove } from '../../../clients/mongodb/told-above.js';
import { Measurement, observingCall, refuseIfLate } from '../../../measuring/measurement.js';
import type { Subscriptions } from '../../subscribing/subscriptions.js';
import { type MongooseMessage, mongooseOperation } from './message.js';

/**
 * Reports what a cursor does as two operations, and not as one for each document: its first document, and all after it once it
 * is at its end. Their duration is the time spent waiting for documents.
 */
export function observeCursors(to: Subscriptions): void {
  const name = 'mongoose:cursor:next';
  to.bind(`tracing:${name}:start`, calls, (message: MongooseMessage) => {
    const around = calls.getStore() as Place;
    if (steps.has(message)) return around;
    const call = observingCall();
    if (call === undefined) {
      refuseIfLate();
      return around;
    }
    steps.set(message, { cursor: cursorOf(message, call), startedAt: systemClock.monotonic() });
    return placeOfOperation({ aboveDriver: call });
  });
  to.on(`tracing:${name}:asyncStart`, (message: MongooseMessage) => {
    const step = steps.get(message);
    if (step === undefined) return;
    steps.delete(message);
    stepEnded(message, step);
  });
}

interface Step {
  readonly cursor: Cursor;
  readonly startedAt: number;
}

interface Cursor {
  readonly call: CurrentCall;
  /** What is reported next: the first document, or those after it. */
  measurement: Measurement;
  isFirst: boolean;
  /** Says that it is open. */
  readonly opened: () => void;
  waitedMs: number;
  documents: number;
}

const steps = processWide('integrations.mongoose.steps', () => new WeakMap<MongooseMessage, Step>());
const cursors = processWide('integrations.mongoose.cursors', () => new WeakMap<object, Cursor>());

/** A cursor is told by what all of its steps have in common. */
function cursorOf(message: MongooseMessage, call: CurrentCall): Cursor {
  const known = cursors.get(identityOf(message));
  if (known?.call === call) return known;
  const operation = mongooseOperation(message);
  const measurement = new Measurement(call, operation);
  // It is opened by whatever opens it, and not by what asks for a document.
  const opened = tellAbove(call, operation);
  const cursor = { call, measurement, opened, isFirst: true, waitedMs: 0, documents: 0 };
  cursors.set(identityOf(message), cursor);
  return cursor;
}

function identityOf({ args }: MongooseMessage): object {
  return args.pipeline ?? args.options ?? args;
}

function stepEnded(message: MongooseMessage, { cursor, startedAt }: Step): void {
  cursor.waitedMs += systemClock.monotonic() - startedAt;
  if (cursor.isFirst) cursor.opened();
  const atEnd = message.error !== undefined || isEnd(message.result);
  if (!atEnd) cursor.documents += 1;
  if (cursor.isFirst || atEnd) reportWaits(cursor, message);
  if (atEnd) cursors.delete(identityOf(message));
  else if (cursor.isFirst) goOn(cursor, message);
}

function reportWaits({ measurement, isFirst, documents, waitedMs }: Cursor, { error }: MongooseMessage): void {
  if (error !== undefined) measurement.failed(error, waitedMs);
  // That there are no more documents is often known without asking.
  else if (isFirst || documents > 0) measurement.succeeded(() => documents, waitedMs);
}

function goOn(cursor: Cursor, message: MongooseMessage): void {
  cursor.measurement = new Measurement(cursor.call, { ...mongooseOperation(message), op: 'getmore' });
  cursor.isFirst = false;
  cursor.waitedMs = 0;
  cursor.documents = 0;
}

/** A cursor that is iterated over gives what iterators give. */
function isEnd(result: unknown): boolean {
  if (typeof result !== 'object' || result === null) return true;
  const { done, value } = result as { readonly done?: unknown; readonly value?: unknown };
  return done === true && value == null && Object.keys(result).every((key) => key === 'done' || key === 'value');
}
