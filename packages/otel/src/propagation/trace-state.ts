import type { TraceState } from '@opentelemetry/api';

/*
 * The rules of W3C Trace Context, level 2, which takes every key of level 1.
 * https://www.w3.org/TR/trace-context-2/#tracestate-header-field-values
 */
const KEY = /^[a-z0-9][a-z0-9_*/@-]{0,255}$/;
const VALUE = /^[ -+\--<>-~]{0,255}[!-+\--<>-~]$/;
const MOST_MEMBERS = 32;
const MOST_CHARACTERS = 512;

type Members = ReadonlyMap<string, string>;

/** What a `tracestate` header says, read when somebody asks. Members that are not well-formed, or too many, are left out. */
export function traceStateOf(header: string): TraceState {
  return new W3CTraceState(header);
}

class W3CTraceState implements TraceState {
  /** The newest first. */
  private members: Members | undefined;

  constructor(private readonly source: string | Members) {}

  get(key: string): string | undefined {
    return this.read().get(key);
  }

  /** The same where the member is not well-formed, or would make the header too long. */
  set(key: string, value: string): TraceState {
    if (!isMember(key, value)) return this;
    const others = [...this.read()].filter(([other]) => other !== key).slice(0, MOST_MEMBERS - 1);
    const changed = new W3CTraceState(new Map([[key, value], ...others]));
    return changed.serialize().length > MOST_CHARACTERS ? this : changed;
  }

  unset(key: string): TraceState {
    const members = this.read();
    return members.has(key) ? new W3CTraceState(new Map([...members].filter(([other]) => other !== key))) : this;
  }

  serialize(): string {
    return [...this.read()].map(([key, value]) => `${key}=${value}`).join(',');
  }

  private read(): Members {
    this.members ??= typeof this.source === 'string' ? membersIn(this.source) : this.source;
    return this.members;
  }
}

function membersIn(header: string): Members {
  const members = new Map<string, string>();
  let length = 0;
  for (const listed of header.split(',')) {
    const member = listed.trim();
    const [key = '', value] = splitAt(member, member.indexOf('='));
    if (value === undefined || !isMember(key, value) || members.has(key)) continue;
    const longer = length + member.length + (members.size > 0 ? 1 : 0);
    if (longer > MOST_CHARACTERS) continue;
    members.set(key, value);
    length = longer;
    if (members.size === MOST_MEMBERS) break;
  }
  return members;
}

/** What stands before the character at `index`, and what after it; nothing where there is none. */
export function splitAt(text: string, index: number): readonly string[] {
  return index < 0 ? [] : [text.slice(0, index), text.slice(index + 1)];
}

function isMember(key: string, value: string): boolean {
  return KEY.test(key) && VALUE.test(value);
}
