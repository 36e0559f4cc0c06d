import type { RunningModelCall } from '../calls/running-model-call.js';

/** Requests to models that have not ended, by the call of the SDK that makes them and what each is called in it. */
export class OpenCalls {
  private readonly byCall = new Map<string, Map<string, RunningModelCall>>();

  add(callId: string, name: string, call: RunningModelCall): void {
    const calls = this.byCall.get(callId) ?? new Map<string, RunningModelCall>();
    this.byCall.set(callId, calls.set(name, call));
  }

  /** Forgets one, and gives it. */
  take(callId: string, name: string): RunningModelCall | undefined {
    const calls = this.byCall.get(callId);
    const call = calls?.get(name);
    calls?.delete(name);
    if (calls?.size === 0) this.byCall.delete(callId);
    return call;
  }

  /** Forgets all of a call, and gives them. */
  takeAll(callId: string): readonly RunningModelCall[] {
    const calls = this.byCall.get(callId);
    this.byCall.delete(callId);
    return [...(calls?.values() ?? [])];
  }

  /** Forgets all there are, and gives them. */
  clear(): readonly RunningModelCall[] {
    return [...this.byCall.keys()].flatMap((callId) => this.takeAll(callId));
  }
}
