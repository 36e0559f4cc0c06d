import { allowProblems, expectProblems, failOnProblems, HOSTILE_VALUES, heardProblems } from '@portcall/conformance';
import { recordedSpans } from '../test/recorded-spans.js';
import { traceEveryTest } from '../test/trace-every-test.js';
import { runScheduled, type ScheduleOrigin, schedule, startTracing, TraceLog, traced } from './index.js';
import { noSpan } from './internal.js';

failOnProblems();

const placeBid = traced('placeBid', { type: 'mutation', identify: () => ({ userId: 'ann' }) }, () =>
  schedule('closeLot', { delayMs: 5_000 }),
);
const closeLot = traced('closeLot', { type: 'mutation' }, () => {});
const notify = traced('notify', { type: 'action' }, () => {});

describe('a call that schedules another', () => {
  const tracing = traceEveryTest();

  it('notes it', () => {
    placeBid();
    traced('openLot', { type: 'mutation' }, () => {
      schedule('closeLot', { runAt: 1_700_000_000_000 });
      schedule('remind');
    })();
    expect(tracing.tree()).toBe(`placeBid
  · schedule closeLot in 5000 ms
openLot
  · schedule closeLot at 1700000000000
  · schedule remind`);
  });

  it('is not the caller of the scheduled one, which inherits nothing', () => {
    traced('outer', { type: 'mutation', identify: () => ({ userId: 'ann' }) }, () => {
      runScheduled(schedule('closeLot'), () => {
        closeLot();
        notify();
      });
      notify();
    })();
    expect(tracing.tree()).toBe('outer\n  · schedule closeLot\n  notify\ncloseLot\nnotify');
    expect(tracing.log.byFn('closeLot')).toMatchObject([{ userId: undefined, parentCallId: undefined }]);
  });

  it('gives an origin without a span where there is none', () => {
    expect(placeBid()).toEqual({ span: undefined });
    expect(schedule('closeLot')).toEqual({});
    expect(JSON.stringify(placeBid())).toBe('{}');
  });
});

describe('the span of a scheduled call', () => {
  it('is told which span scheduled it, after any way through storage', () => {
    const port = recordedSpans();
    using _ = startTracing({ spans: port });
    const origin = JSON.parse(JSON.stringify(placeBid())) as ScheduleOrigin;
    expect(origin).toEqual({ span: 'span of placeBid' });
    expect(runScheduled(origin, () => 'result')).toBe('result');
    runScheduled(origin, closeLot);
    expect(port.spans.map(({ fnName, scheduledBy }) => [fnName, scheduledBy])).toEqual([
      ['placeBid', undefined],
      ['closeLot', 'span of placeBid'],
    ]);
  });

  it('is that of the first call only, whether it comes now or later', async () => {
    const port = recordedSpans();
    using _ = startTracing({ spans: port });
    await Promise.all(
      ['a', 'b', 'c'].map((name) =>
        runScheduled({ span: name }, async () => {
          for (let i = 0; i < name.charCodeAt(0) % 3; i += 1) await Promise.resolve();
          await traced(`first ${name}`, { type: 'action' }, async () => {
            await Promise.resolve();
            notify();
          })();
          traced(`second ${name}`, { type: 'action' }, () => {})();
        }),
      ),
    );
    const linked = port.spans.filter(({ scheduledBy }) => scheduledBy !== undefined);
    expect(linked.map(({ fnName, scheduledBy }) => `${fnName}: ${scheduledBy}`).sort()).toEqual([
      'first a: a',
      'first b: b',
      'first c: c',
    ]);
    expect(port.spans).toHaveLength(9);
  });

  it.each([[null], [undefined], [{}], [{ span: 7 }], ['text']])('has no origin where %j was stored', (origin) => {
    const port = recordedSpans();
    using _ = startTracing({ spans: port });
    runScheduled(origin as never, closeLot);
    expect(port.spans).toMatchObject([{ fnName: 'closeLot', scheduledBy: undefined }]);
  });

  it('runs whatever was stored, and schedules whatever is given', () => {
    allowProblems();
    using _ = startTracing({ spans: recordedSpans() });
    const hostile = [...Object.values(HOSTILE_VALUES).map((make) => make()), throwingOn('span'), throwingOn('delayMs')];
    for (const given of hostile) {
      expect(runScheduled(given as never, () => 'ran')).toBe('ran');
      expect(runScheduled({ span: given as never }, () => 'ran')).toBe('ran');
      const plan = traced('plan', { type: 'mutation' }, () => schedule(given as never, given as never));
      expect(plan()).toEqual({ span: 'span of plan' });
    }
  });

  it.each<[string, unknown, string]>([
    ['a date', { runAt: new Date(0) }, 'plan: runAt of a schedule: an object (Date) is not a number of milliseconds'],
    ['a text', { delayMs: '5s' }, 'plan: delayMs of a schedule: "5s" is not a number of milliseconds'],
    ['no number', { delayMs: Number.NaN }, 'plan: delayMs of a schedule: NaN is not a number of milliseconds'],
  ])('is kept without its time, and says so, where that is %s', (_, when, message) => {
    const log = new TraceLog();
    using _tracing = startTracing({ sinks: [log] });
    traced('plan', { type: 'mutation' }, () => schedule('closeLot', when as never))();
    expect(log.recent(1)[0]?.schedules).toEqual([{ fnName: 'closeLot' }]);
    expect(heardProblems().map((problem) => problem.message)).toEqual([expect.stringContaining(message)]);
    expectProblems('call.unreadable plan');
  });

  it('and the schedule, where they cannot be read, are reported and left out', () => {
    const log = new TraceLog();
    using _ = startTracing({ sinks: [log] });
    expect(runScheduled(throwingOn('span') as never, closeLot)).toBeUndefined();
    traced('plan', { type: 'mutation' }, () => schedule('closeLot', throwingOn('runAt')))();
    expect(log.recent().map(({ schedules }) => schedules)).toEqual([[], []]);
    expectProblems('call.unreadable the origin of a scheduled call', 'call.unreadable plan');
  });

  it('cannot be linked to where the port fails', () => {
    const reference = (): never => {
      throw new Error('no');
    };
    using _ = startTracing({ spans: { open: () => ({ ...noSpan, reference }) } });
    expect(placeBid()).toEqual({ span: undefined });
    expectProblems('call.span');
  });
});

function throwingOn(key: string): object {
  return Object.defineProperty({}, key, {
    get() {
      throw new Error('hostile getter');
    },
  });
}
