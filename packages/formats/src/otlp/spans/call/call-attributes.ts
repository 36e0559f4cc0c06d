import type { FnTrace } from '@portcall/trace';
import type { ProtobufWriter } from '../../../protobuf.js';
import { writeKeyValue } from '../../any-value.js';
import { type Key, KnownTexts, writeNumber, writeText } from '../prepared-attributes.js';
import type { AttributesRecord } from '../span-record.js';
import * as names from './call-names.js';
import { isFailure } from './failed-outcome.js';
import { writeEachSum, writeSums } from './sums.js';

/** The attributes of a call's span after those of its head. */
export function writeFurtherAttributes(writer: ProtobufWriter, call: FnTrace): void {
  writeText(writer, names.CALL_ID, call.callId);
  writeSums(writer, call.opSummary);
  if (isPlain(call)) return;
  writeOccasional(call, new Say(writer));
}

/**
 * All attributes of a call's span: what the app has set, what is said of the call, and then what every call says.
 * @param set undefined where the app has set none
 */
export function writeCallAttributes(writer: ProtobufWriter, call: FnTrace, set: AttributesRecord | undefined): void {
  const said = saidOf(call.attributes, set);
  const isOwn = writeSaid(writer, said);
  const say = isOwn ? new SayWhatIsNotSet(writer, said) : new Say(writer);
  if (isFunction(call.kind)) say.known(names.CODE_FUNCTION_NAME, call.fnName);
  say.known(names.CALL_TYPE, call.fnType);
  say.known(names.CALL_OUTCOME, call.outcome.status);
  say.text(names.CALL_ID, call.callId);
  if (isOwn) writeEachSum(call.opSummary, (key, value) => say.number(key, value));
  else writeSums(writer, call.opSummary);
  writeOccasional(call, say);
}

const NOTHING: AttributesRecord = Object.freeze({});

function saidOf(said: AttributesRecord | undefined, set: AttributesRecord | undefined): AttributesRecord {
  if (said === undefined) return set ?? NOTHING;
  return set === undefined ? said : { ...set, ...said, ...set };
}

/** @returns whether something is said that calls say of themselves */
function writeSaid(writer: ProtobufWriter, said: AttributesRecord): boolean {
  let isOwn = false;
  for (const key of Object.keys(said)) {
    const value = said[key];
    if (typeof value === 'string') textsOf(key).write(writer, value);
    else writeKeyValue(writer, names.SPAN_ATTRIBUTES, key, value);
    isOwn ||= names.OF_CALLS.has(key);
  }
  return isOwn;
}

// What is said of requests and jobs has few names, and most of its texts are said of others too.
const MOST_KEYS = 100;
const MOST_TEXTS = 100;
const texts = new Map<string, KnownTexts>();

function textsOf(key: string): KnownTexts {
  const known = texts.get(key);
  if (known !== undefined) return known;
  const made = new KnownTexts(names.SPAN_ATTRIBUTES, key, MOST_TEXTS);
  if (texts.size < MOST_KEYS) texts.set(key, made);
  return made;
}

/** A request or a message is no function. */
export function isFunction(kind: FnTrace['kind']): boolean {
  return kind === undefined || kind === 'internal';
}

/** Whether there is nothing that only some calls have. */
function isPlain({ parentCallId, userId, tenantId, streamChunks, outcome }: FnTrace): boolean {
  if (parentCallId !== undefined || userId !== undefined || tenantId !== undefined) return false;
  return streamChunks === 0 && !isFailure(outcome);
}

function writeOccasional(call: FnTrace, say: Say): void {
  const { outcome } = call;
  if (call.parentCallId !== undefined) say.text(names.CALL_PARENT_ID, call.parentCallId);
  if (call.userId !== undefined) say.text(names.USER_ID, call.userId);
  if (call.tenantId !== undefined) say.text(names.TENANT_ID, call.tenantId);
  if (call.streamChunks > 0) {
    say.number(names.STREAM_CHUNKS, call.streamChunks);
    say.number(names.STREAM_BYTES, call.streamBytes);
  }
  if (isFailure(outcome)) say.text(names.ERROR_TYPE, outcome.code);
}

class Say {
  constructor(protected readonly writer: ProtobufWriter) {}

  known(texts: KnownTexts, value: string): void {
    texts.write(this.writer, value);
  }

  text(key: Key, value: string): void {
    writeText(this.writer, key, value);
  }

  number(key: Key, value: number): void {
    writeNumber(this.writer, key, value);
  }
}

class SayWhatIsNotSet extends Say {
  constructor(
    writer: ProtobufWriter,
    private readonly set: AttributesRecord,
  ) {
    super(writer);
  }

  override known(texts: KnownTexts, value: string): void {
    if (!Object.hasOwn(this.set, texts.name)) super.known(texts, value);
  }

  override text(key: Key, value: string): void {
    if (!Object.hasOwn(this.set, key.name)) super.text(key, value);
  }

  override number(key: Key, value: number): void {
    if (!Object.hasOwn(this.set, key.name)) super.number(key, value);
  }
}
