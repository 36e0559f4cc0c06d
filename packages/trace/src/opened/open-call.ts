import { checkedOneOf, checkOptions, safely, shown } from '@portcall/core/internal';
import { newestOpen } from '../around/transaction-steps.js';
import type { Identity } from '../current-call.js';
import { numbering } from '../record/call-id.js';
import { CallRecord, callExtra } from '../record/call-record.js';
import { CALL_KINDS, type CallAttributes, type CallKind, FN_TYPES, type FnType } from '../record/fn-trace.js';
import { calls, NOWHERE } from '../running/async-context.js';
import { Call } from '../running/call.js';
import { openSpan, runningIn, takenOnce } from '../running/run-call.js';
import { noSpans } from '../span-port.js';
import { type Tracing, tracingHere } from '../tracing.js';
import { keepAttributes, type OwnAttributes, ownAttributes } from './call-attributes.js';
import { CallFromOutside, type OpenedCall } from './opened-call.js';

export interface OpenCallOptions {
  /** What the call may do: read, write, or reach outside. */
  readonly type: FnType;
  /** The kind of its span. @default 'internal' */
  readonly kind?: CallKind;
  /** What is known of it when it begins, which is what samplers see. @default none */
  readonly attributes?: CallAttributes;
  /** On whose behalf it runs. @default inherited */
  readonly identify?: () => Identity;
  /**
   * What async context is to carry around the call, such as an OpenTelemetry `Context` with the span of another process, which
   * becomes the parent of its span. The call has no caller then. @default what is carried here, and the running call
   */
  readonly parent?: object;
}

const OPTIONS: Readonly<Record<keyof OpenCallOptions, true>> = {
  type: true,
  kind: true,
  attributes: true,
  identify: true,
  parent: true,
};

/**
 * Opens the call of something that is not a function. Whoever opens it runs its code in it, and ends it once.
 * `traced()` does this for functions.
 *
 * @param name of the call in traces, and of its span
 * @returns undefined where nothing is traced
 * @throws Error for an unknown type or kind, and for other options
 */
export function openCall(name: string, options: OpenCallOptions): OpenedCall | undefined {
  checkOptions<OpenCallOptions>(options, OPTIONS, 'openCall()');
  const { type, kind = 'internal' } = options;
  // What names the place is text, which is made only where it is wanted: this runs for every request.
  if (!FN_TYPES.includes(type)) checkedOneOf(type, FN_TYPES, `openCall({ type }) of ${shown(name)}`);
  if (!CALL_KINDS.includes(kind)) checkedOneOf(kind, CALL_KINDS, `openCall({ kind }) of ${shown(name)}`);
  const { tracing } = tracingHere;
  return tracing && opened(name, options, tracing, options.attributes, undefined);
}

/**
 * As `openCall()`, with what is known to be right: nothing of it is looked at again.
 * @param own becomes the attributes of the call
 */
export function openKnownCall(
  name: string,
  options: Omit<OpenCallOptions, 'attributes'>,
  own: OwnAttributes,
): CallFromOutside | undefined {
  const { tracing } = tracingHere;
  return tracing && opened(name, options, tracing, undefined, own);
}

function opened(
  name: string,
  options: OpenCallOptions,
  tracing: Tracing,
  attributes: CallAttributes | undefined,
  own: OwnAttributes | undefined,
): CallFromOutside | undefined {
  const { type, kind = 'internal', identify, parent } = options;
  const { clock, epoch, limits } = tracing;
  const place = calls.getStore() ?? NOWHERE;
  if (place.silent) return undefined;
  const caller = parent === undefined ? runningIn(place) : undefined;
  const depth = (caller?.depth ?? 0) + 1;
  if (caller !== undefined && depth > limits.depth) {
    caller.recordUntracedCall();
    return undefined;
  }
  const startedAt = clock.monotonic();
  const number = numbering.next;
  numbering.next = number + 1;
  const { userId, tenantId, callId } = caller ?? NOBODY;
  const record = new CallRecord(number, '', type, userId, tenantId, callId, epoch.at(startedAt));
  record.fnName = record.clipped(name, limits.name);
  record.extra = callExtra(kind, place.scope);
  if (attributes !== undefined) keepAttributes(record, attributes, limits);
  if (own !== undefined) ownAttributes(record, own, limits);
  const call = new Call(
    record,
    startedAt,
    tracing,
    depth,
    place.next && takenOnce(place.next),
    parent ?? place.context,
  );
  if (caller?.transaction !== undefined) call.transaction = newestOpen(caller.transaction);
  if (identify !== undefined) call.identify(safely('call.identify', `identify of ${record.fnName}`, identify));
  if (tracing.spans !== noSpans) openSpan(call, tracing);
  return new CallFromOutside(call, tracing);
}

const NOBODY = { userId: undefined, tenantId: undefined, callId: undefined };
