import { Console } from 'node:console';
import { PassThrough, Writable } from 'node:stream';
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { failOnProblems } from '@portcall/conformance';
import { channels } from '@portcall/integrations/channels';
import { consoleWithCalls } from '@portcall/integrations/console';
import { callFormat } from '@portcall/integrations/winston';
import { store } from '@portcall/metrics';
import { callFields, currentCall, type RunningTracing, startTracing, TraceLog, traced } from '@portcall/trace';
import { type LoggerOptions, pino } from 'pino';
import winston from 'winston';

failOnProblems();

let traces: TraceLog;
let tracing: RunningTracing;
beforeAll(() => context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable()));
beforeEach(() => {
  traces = new TraceLog();
  tracing = startTracing({ listeners: [(finished) => traces.push(finished)] });
});
afterEach(() => tracing.stop());
afterAll(() => context.disable());

/** Runs a call, and gives its id. */
function call(body: () => unknown): string {
  return traced('placeBid', { type: 'mutation' }, () => {
    body();
    return currentCall()!.callId;
  })();
}

/** A stream, and the lines that were written to it. */
function lines(): { stream: PassThrough; read: () => string[] } {
  const stream = new PassThrough();
  return {
    stream,
    read: () =>
      String(stream.read() ?? '')
        .split('\n')
        .slice(0, -1),
  };
}

const SPAN = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };

function inSpan(body: () => void): void {
  context.with(trace.setSpanContext(context.active(), SPAN), body);
}

describe('a line of pino', () => {
  let end = (): void => {};
  beforeEach(() => {
    end = channels({ only: ['pino'] }).start({ backend: store() });
  });
  afterEach(() => end());

  function logger(options: LoggerOptions = {}) {
    const { stream, read } = lines();
    const parsed = () => read().map((line) => JSON.parse(line) as Record<string, unknown>);
    return { log: pino({ base: { app: 'shop' }, timestamp: false, ...options }, stream), read, parsed };
  }

  it('says which call it was written in, beside all it says', () => {
    const { log, parsed } = logger();
    const callId = call(() => log.child({ lot: 7 }).info({ bid: 100 }, 'placed'));
    expect(parsed()).toEqual([
      { level: 30, app: 'shop', lot: 7, call_id: callId, fn_name: 'placeBid', bid: 100, msg: 'placed' },
    ]);
  });

  it('is what it would be outside of calls, and afterwards', () => {
    const { log, read } = logger();
    call(() => log.info('inside'));
    log.info({ a: 1 }, 'outside');
    end();
    call(() => log.info('later'));
    expect(read().slice(1)).toEqual([
      '{"level":30,"app":"shop","a":1,"msg":"outside"}',
      '{"level":30,"app":"shop","msg":"later"}',
    ]);
  });

  it('changes neither what is logged nor the logger, whatever is logged', () => {
    const { log, parsed } = logger();
    const logged = Object.freeze({ bid: 1 });
    const before = log.bindings();
    const callId = call(() => {
      log.info(logged);
      log.error(new Error('no'));
      log.info('%s bids', 'Ada');
      log.info(undefined, 'nothing');
    });
    expect(logged).toEqual({ bid: 1 });
    expect(log.bindings()).toEqual(before);
    expect(parsed().map((line) => line['call_id'])).toEqual([callId, callId, callId, callId]);
  });

  it('has its fields once where the app gives them too', () => {
    const mixed = logger({ mixin: callFields });
    call(() => mixed.log.info('mixed'));
    const child = logger();
    call(() => child.log.child(callFields()).info('of a child'));
    call(() => child.log.info({ ...callFields() }, 'logged'));
    for (const line of [...mixed.read(), ...child.read()]) expect(line.match(/"call_id"/g)).toHaveLength(1);
  });

  it('has its fields at the top where what is logged is nested', () => {
    const { log, parsed } = logger({ nestedKey: 'payload' });
    const callId = call(() => log.info({ bid: 1 }));
    expect(parsed()).toEqual([expect.objectContaining({ call_id: callId, payload: { bid: 1 } })]);
  });

  it('is of one line where another one is written meanwhile, or a serializer throws', () => {
    const { log, parsed } = logger({
      serializers: {
        lot: (lot: number) => {
          log.info('meanwhile');
          if (lot === 2) throw new Error('not this one');
          return lot;
        },
      },
    });
    const callId = call(() => {
      log.info({ lot: 1 });
      expect(() => log.info({ lot: 2 })).toThrow('not this one');
      log.info('after');
    });
    log.info('outside');
    expect(parsed().map((line) => line['call_id'])).toEqual([callId, callId, callId, callId, undefined]);
  });

  it('says which span it was written in where there is no call', () => {
    const { log, parsed } = logger();
    inSpan(() => log.info('in a span'));
    expect(parsed()).toEqual([
      { level: 30, app: 'shop', trace_id: SPAN.traceId, span_id: SPAN.spanId, msg: 'in a span' },
    ]);
  });

  it('leads to its call', () => {
    const { log, read } = logger();
    call(() => log.info('first'));
    const callId = call(() => log.info('second'));
    expect(traces.ofLine(read()[1]!)?.callId).toBe(callId);
  });
});

describe('a line of winston', () => {
  function logger() {
    const { stream, read } = lines();
    const { combine, json } = winston.format;
    // winston asks for no more than the shape of its classes.
    /* eslint-disable @typescript-eslint/no-unsafe-class-instance-assignment */
    const log = winston.createLogger({
      format: combine(callFormat(), json()),
      transports: [new winston.transports.Stream({ stream })],
    });
    /* eslint-enable @typescript-eslint/no-unsafe-class-instance-assignment */
    return { log, parsed: () => read().map((line) => JSON.parse(line) as Record<string, unknown>) };
  }

  it('says which call it was written in, and is what it would be outside of one', () => {
    const { log, parsed } = logger();
    const callId = call(() => log.info('placed', { bid: 100 }));
    log.info('open');
    expect(parsed()).toEqual([
      { level: 'info', message: 'placed', bid: 100, call_id: callId, fn_name: 'placeBid' },
      { level: 'info', message: 'open' },
    ]);
  });

  it('leads to its call', () => {
    const { log, parsed } = logger();
    const callId = call(() => log.warn('placed'));
    expect(traces.ofLine(parsed()[0]!)?.callId).toBe(callId);
  });
});

describe('a line of the console', () => {
  function consoles() {
    const written: string[] = [];
    const stream = new Writable({
      write(chunk: Buffer, _encoding, done) {
        written.push(String(chunk));
        done();
      },
    });
    const plain = new Console(stream);
    return { plain, log: consoleWithCalls(plain), written };
  }

  it('ends by saying which call it was written in, and is what it would be outside of one', () => {
    const { plain, log, written } = consoles();
    const callId = call(() => {
      log.info('%s bids', 'Ada');
      plain.info('plain');
    });
    log.info('open', { lots: 3 });
    expect(written).toEqual([`Ada bids call_id=${callId} fn_name=placeBid\n`, 'plain\n', 'open { lots: 3 }\n']);
  });

  it('goes on with everything else a console does', () => {
    const { log, written } = consoles();
    log.group('lots');
    log.log('one');
    log.groupEnd();
    log.table([{ a: 1 }]);
    expect(written.slice(0, 2)).toEqual(['lots\n', '  one\n']);
    expect(written.join('')).toContain('│');
  });

  it('leads to its call', () => {
    const { log, written } = consoles();
    const callId = call(() => log.log('a call_id=of-somebody-else, it says'));
    expect(traces.ofLine(written[0]!)?.callId).toBe(callId);
  });
});
