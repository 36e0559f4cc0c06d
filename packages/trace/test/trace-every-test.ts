import { traceTree } from '@portcall/conformance';
import { type FnTrace, type RunningTracing, startTracing, TraceLog, type TracingOptions } from '../src/index.js';

/** Tracing that is on during every test of a file, and what it has told in the running one. */
export interface TestTracing {
  readonly log: TraceLog;
  readonly running: RunningTracing;
  /** All finished calls, as `traceTree` prints them. */
  tree(): string;
  /** The only call. @throws Error when there were none or more */
  only(): FnTrace;
}

/** Call it once, at the top of a test file or of a `describe`. */
export function traceEveryTest(options: TracingOptions = {}): TestTracing {
  let log: TraceLog;
  let running: RunningTracing;
  beforeEach(() => {
    log = new TraceLog();
    running = startTracing({ ...options, listeners: [...(options.listeners ?? []), (trace) => log.push(trace)] });
  });
  afterEach(() => running.stop());
  return {
    get log() {
      return log;
    },
    get running() {
      return running;
    },
    tree: () => traceTree(log.recent()),
    only() {
      const [trace, ...more] = log.recent();
      if (trace === undefined || more.length > 0) throw new Error(`expected one trace:\n${traceTree(log.recent())}`);
      return trace;
    },
  };
}
