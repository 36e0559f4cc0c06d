// An app without types and without mercy: calls every public function that records, traces or tells with values of every
// make, and says what came back at it. Arguments: seed, calls.
import { trace as openTelemetry } from '@opentelemetry/api';
import { HOSTILE_VALUES, hostileAttributes, hostileValue, pick, seededRandom } from '@portcall/conformance';
import * as core from '@portcall/core';
import { failureOf, shown } from '@portcall/core/internal';
import { otlp, prometheus } from '@portcall/exporters';
import * as invocations from '@portcall/invocations';
import * as metrics from '@portcall/metrics';
import { registerInstrumentation } from '@portcall/node';
import * as ports from '@portcall/ports';
import * as trace from '@portcall/trace';

const [seed, calls] = process.argv.slice(-2).map(Number) as [number, number];
const random = seededRandom(seed);
const value = (): any => hostileValue(random);
const bag = (...keys: string[]): any => hostileAttributes(random, keys);

const faults = new Map<string, number>();
const fault = (what: string, thrown: unknown): void => {
  const line = `${what}: ${shown(thrown)} ${frameOf(thrown)}`;
  faults.set(line, (faults.get(line) ?? 0) + 1);
};
const frameOf = (thrown: unknown): string => {
  try {
    return (thrown as Error).stack?.split('\n')[1]?.trim() ?? '';
  } catch {
    return '';
  }
};
/** How a promise ends, in a box, since the value itself may be something that promises follow. */
const settled = (start: () => Promise<unknown>): Promise<readonly [how: string, what: unknown]> =>
  start().then(
    (what) => ['fulfilled', what] as const,
    (what: unknown) => ['rejected', what] as const,
  );
let running = 'start';
process.on('unhandledRejection', (thrown) => fault(`unhandled rejection near ${running}`, thrown));
process.on('uncaughtException', (thrown) => fault(`uncaught near ${running}`, thrown));

core.onProblem(() => {});
core.onProblem(async () => Promise.reject(new Error('a listener')));

const bus = new invocations.InvocationMetricsBus();
const telemetry = registerInstrumentation({
  serviceName: 'hostile',
  exporters: [otlp(), prometheus()],
  functions: { metrics: true },
  invocations: bus,
});
bus.onMetric((() => value()) as () => void);
telemetry.onTrace((() => value()) as () => void);

const catalog = metrics.defineCatalog({
  scope: 'hostile',
  metrics: {
    jobs: metrics.counter({
      name: 'jobs',
      description: 'A counter.',
      attributes: { who: metrics.text(), ok: metrics.flag() },
    }),
    open: metrics.upDownCounter({
      name: 'open',
      description: 'Up and down.',
      attributes: { who: metrics.optional(metrics.text()) },
    }),
    level: metrics.gauge({ name: 'level', description: 'A level.', attributes: { n: metrics.integer() } }),
    wait: metrics.histogram({
      name: 'wait_seconds',
      unit: 's',
      description: 'A wait.',
      attributes: { op: metrics.oneOf('v', 'w') },
    }),
  },
});
// Somebody else's, of which nothing is known.
const failing = (): any =>
  pick(random, [
    () => value(),
    () => Promise.reject(new Error('foreign')),
    () => {
      throw value();
    },
  ])();
const foreign = {
  counter: () => ({ add: failing, with: failing, definition: {} }),
  upDownCounter: () => ({ add: failing }),
  gauge: () => ({ record: failing, with: () => ({ record: failing }) }),
  histogram: () => ({ record: failing }),
} as any;
const backends = [telemetry.backend, metrics.store(), metrics.fanOut(foreign, telemetry.backend, metrics.store())];
const recorders = backends.map((backend) => metrics.bind(catalog, backend)) as any[];
const chat = ports.chatMetrics(telemetry.backend) as any;
const delivery = ports.notificationMetrics(telemetry.backend, { endpointLabel: true }) as any;
const verbsOf = (port: any): string[] => Object.keys(port).filter((verb) => typeof port[verb] === 'function');
const [chatVerbs, deliveryVerbs] = [verbsOf(chat), verbsOf(delivery)];

let act: () => unknown = () => undefined;
const kinds = { query: trace.query, mutation: trace.mutation, action: trace.action };
const functions = trace.tracedFunctions({
  inside: kinds.mutation((body: () => unknown) => body()),
  gives: kinds.query(() => act()),
  givesLater: kinds.query(async () => act()),
  throws: kinds.action(() => {
    throw act();
  }),
  rejects: kinds.action(async () => {
    throw act();
  }),
});
const identified = trace.traced('identified', { type: 'query', identify: (() => value()) as never }, () => 1);
const undone = trace.traced('undone', { type: 'query', isRollback: (() => value()) as never }, () => {
  throw new Error('undone');
});

const SPAN_METHODS = [
  'setAttribute',
  'setAttributes',
  'addEvent',
  'addLink',
  'addLinks',
  'setStatus',
  'updateName',
  'recordException',
  'end',
  'isRecording',
  'spanContext',
];
const observers = new core.ObserverRegistry<any>();
observers.add(['a'], { capacity: 2 });
const channel = core.channel<any>({ capacity: 2, policy: 'drop-oldest' });
const builders = Array.from(
  { length: 3 },
  () => new trace.TraceBuilder({ callId: 'c', fnName: 'f', fnType: 'query' } as never) as any,
);
const log = telemetry.traces as any;

/** Attributes of whatever make for a span: a bag, an event's time, a link. */
const spanArgument = (): unknown =>
  pick(random, [
    value,
    () => bag('a', 'b'),
    () => [value(), value()],
    () => ({ context: value(), attributes: bag('x') }),
    () => [{ context: value() }],
    () => ({ code: value(), message: value() }),
  ])();

const inCall = (body: () => unknown): unknown => functions.inside(body);

const ACTIONS: Readonly<Record<string, () => unknown>> = {
  record(): void {
    const bound = pick(random, recorders);
    const recorder = bound[pick(random, ['jobs', 'open', 'level', 'wait'])];
    (recorder.add ?? recorder.record).call(pick(random, [recorder, undefined]), value(), bag('who', 'ok', 'n', 'op'));
  },
  bound(): void {
    const recorder = pick(random, recorders)[pick(random, ['jobs', 'open', 'level', 'wait'])];
    const handle = recorder.with(bag('who', 'ok', 'n', 'op'));
    (handle.add ?? handle.record)(value());
  },
  time(): void {
    metrics.time<any>(pick(random, recorders).wait, bag('op')).stop();
  },
  track(): void {
    metrics.track<any>(pick(random, recorders).open, bag('who'))[Symbol.dispose]();
  },
  chat(): void {
    chat[pick(random, chatVerbs)](value(), value(), value(), value());
  },
  delivery(): void {
    delivery[pick(random, deliveryVerbs)](value(), value());
  },
  gives(): void {
    const given = value();
    act = () => given;
    const back = functions.gives();
    // A promise is given on as one that settles with it.
    if (!Object.is(back, given) && !(given instanceof Promise)) throw new Error('another value came back');
  },
  async givesLater(): Promise<void> {
    const given = value();
    act = () => given;
    const [plainly, what] = await settled(async () => given);
    const [how, back] = await settled(functions.givesLater);
    // What promises cannot follow throws anew each time.
    if (how !== plainly || (how === 'fulfilled' && !Object.is(back, what))) throw new Error('another value came back');
  },
  throws(): void {
    const thrown = value();
    act = () => thrown;
    try {
      functions.throws();
    } catch (caught) {
      if (Object.is(caught, thrown)) return;
      throw new Error('another error came out', { cause: caught });
    }
    throw new Error('nothing was thrown');
  },
  async rejects(): Promise<void> {
    const thrown = value();
    act = () => thrown;
    const [how, caught] = await settled(functions.rejects);
    if (how !== 'rejected' || !Object.is(caught, thrown)) throw new Error('another error came out');
  },
  identified: () => identified(),
  undone(): void {
    try {
      undone();
    } catch (error) {
      if ((error as Error).message !== 'undone') throw error;
    }
  },
  recordOp: () =>
    inCall(() =>
      trace.recordOp(pick(random, [value, () => bag('op', 'entity', 'id', 'durationMs', 'rowCount', 'ok', 'text')])()),
    ),
  currentCall: () =>
    inCall(() => {
      const call = trace.currentCall() as any;
      const method = pick(random, ['identify', 'recordOp', 'recordStreamChunk', 'recordSchedule']);
      call[method](
        pick(random, [value, () => bag('userId', 'tenantId', 'op', 'entity', 'fnName', 'runAt', 'delayMs')])(),
      );
      JSON.stringify(call);
    }),
  op: () =>
    inCall(() => trace.op(value(), value(), () => 1, pick(random, [undefined, bag('id', 'system', 'text', 'rows')]))),
  schedule: () => inCall(() => trace.schedule(value(), pick(random, [value, () => bag('delayMs', 'runAt')])())),
  runScheduled: () => trace.runScheduled(pick(random, [value, () => bag('span')])(), () => identified()),
  span: () =>
    inCall(() => {
      const active = openTelemetry.getActiveSpan() as any;
      active?.[pick(random, SPAN_METHODS)]?.(spanArgument(), spanArgument(), spanArgument());
    }),
  callFields: () => inCall(() => (trace as any).callFields?.()),
  builder(): void {
    const builder = pick(random, builders);
    const method = pick(random, [
      'recordOp',
      'recordStreamChunk',
      'recordSchedule',
      'identify',
      'finishOk',
      'finishError',
      'finishRolledBack',
    ]);
    builder[method]?.(value(), value());
  },
  log(): void {
    log[pick(random, ['recent', 'byFn', 'errors'])](value(), value());
  },
  timer(): void {
    const timer = invocations.InvocationTimer.start(pick(random, [bus, bus, value()]), value(), value());
    pick(random, [
      () => timer.finishSuccess(value()),
      () => timer.finishFailure(value(), value()),
      () => timer[Symbol.dispose](),
    ])();
  },
  bus: () => bus.record(pick(random, [value, () => bag('pluginId', 'functionName', 'status', 'wallTimeUs')])()),
  emit: () => observers.emit(pick(random, [value, () => bag('category')])()),
  channel: () => channel.offer(value()),
  report: () =>
    core.report({ key: pick(random, ['a', 'b']), about: value(), message: value(), cause: value(), count: value() }),
  words(): void {
    shown(value());
    failureOf(value());
  },
  wire(): void {
    for (const finished of telemetry.traces.recent(2)) trace.parseTrace(trace.traceToJson(finished));
  },
};

async function main(): Promise<void> {
  await telemetry.ready;
  const names = Object.keys(ACTIONS);
  for (let call = 0; call < calls; call += 1) {
    running = pick(random, names);
    try {
      const pending = ACTIONS[running]!();
      if (pending instanceof Promise) await pending;
    } catch (thrown) {
      fault(running, thrown);
    }
    // Exports, scrapes and listeners have their turn.
    if (call % 1_000 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await telemetry.forceFlush();
  await telemetry.shutdown();
  const polluted = Object.keys(Object.prototype).length > 0;
  console.log(
    JSON.stringify({
      calls,
      kinds: Object.keys(HOSTILE_VALUES).length,
      actions: names.length,
      polluted,
      faults: [...faults],
    }),
  );
}

void main();
