import { expectProblems, failOnProblems } from '@portcall/conformance';
import { traceEveryTest } from '../../test/trace-every-test.js';
import { currentCall, type OpenedCall, op, openCall, type StartingCall, traced, untraced } from '../index.js';
import { carriedContext, noSpan } from '../internal.js';

failOnProblems();

const starting: StartingCall[] = [];
const named: string[] = [];
const thrownTo: unknown[] = [];
const letGo: string[] = [];
const tracing = traceEveryTest({
  spans: {
    open(call) {
      starting.push({ ...call, attributes: call.attributes, kind: call.kind, outerContext: call.outerContext });
      return {
        ...noSpan,
        rename: (name) => named.push(name),
        failed: (thrown) => thrownTo.push(thrown),
        discard: ({ fnName }) => letGo.push(fnName),
      };
    },
  },
});
afterEach(() => {
  for (const list of [starting, named, thrownTo, letGo]) list.length = 0;
});

const find = traced('find', { type: 'query' }, async () => op('get', 'lot', async () => Promise.resolve([1])));

function open(name = 'GET', options: Partial<Parameters<typeof openCall>[1]> = {}): OpenedCall {
  return openCall(name, { type: 'query', ...options })!;
}

describe('a call that is opened and ended from outside', () => {
  it('is the caller of what its parts run, whenever they run', async () => {
    const call = open();
    expect(currentCall()).toBeUndefined();
    await call.run(async () => {
      expect(currentCall()?.callId).toBe(call.call.callId);
      await find();
    });
    await call.run(find);
    call.succeeded();
    expect(tracing.tree()).toBe('GET\n  find\n    · get lot 1 row\n  find\n    · get lot 1 row');
  });

  it('is told to nobody where it turns out to be nothing that is to be seen', () => {
    const call = open('GET /metrics');
    call.discarded();
    call.succeeded();
    expect(call.isFinished).toBe(true);
    expect({ seen: tracing.log.recent(), letGo }).toEqual({ seen: [], letGo: ['GET /metrics'] });
  });

  it('gives its parts their arguments, and what they give and throw', () => {
    const call = open();
    expect(call.run((a: number, b: number) => a + b, 1, 2)).toBe(3);
    const lost = new Error('lost');
    expect(() =>
      call.run(() => {
        throw lost;
      }),
    ).toThrow(lost);
    call.succeeded();
    expect(tracing.only().outcome).toEqual({ status: 'ok' });
  });

  it('says its kind and its attributes, to whoever opens its span too', () => {
    const call = open('GET', { kind: 'server', attributes: { 'url.path': '/lots', secure: false, size: 3 } });
    expect(starting).toMatchObject([{ kind: 'server', attributes: { 'url.path': '/lots' } }]);
    call.setAttributes({ size: 4, 'http.route': '/lots' });
    call.succeeded();
    expect(tracing.only()).toMatchObject({
      kind: 'server',
      attributes: { 'url.path': '/lots', secure: false, size: 4, 'http.route': '/lots' },
    });
  });

  it('has neither kind nor attributes where none are given, like a function', () => {
    open().succeeded();
    expect(tracing.only()).toMatchObject({ kind: 'internal', attributes: undefined });
  });

  it('leaves out what is not an attribute, and says so', () => {
    expectProblems('call.attribute GET');
    const call = open();
    call.setAttributes({ fine: 1, list: [1] as unknown as string, nothing: undefined as unknown as string });
    call.succeeded();
    expect(tracing.only().attributes).toEqual({ fine: 1 });
  });

  it('survives attributes that cannot be read', () => {
    expectProblems('call.attribute GET');
    const hostile = {
      get key(): string {
        throw new Error('unreadable');
      },
    };
    const call = open();
    call.setAttributes(hostile);
    call.setAttributes(null as never);
    call.setAttributes('acme' as never);
    call.succeeded();
    expect(tracing.log.recent()).toHaveLength(1);
  });

  it('keeps no more attributes than a request needs, and of a text no more than of a statement', () => {
    expectProblems('call.attribute GET');
    const call = open();
    for (let index = 0; index < 100; index += 1) call.setAttributes({ [`key${index}`]: 'x'.repeat(5_000) });
    call.succeeded();
    const { attributes = {}, cut } = tracing.only();
    expect(Object.keys(attributes)).toHaveLength(64);
    expect(attributes['key0']).toHaveLength(4_096);
    expect(cut?.characters).toBe(64 * 904);
  });

  it('is renamed with its span, and not once it has ended', () => {
    expectProblems('call.late GET /lots');
    const call = open();
    call.rename('GET /lots');
    call.succeeded();
    call.rename('late');
    expect(tracing.only().fnName).toBe('GET /lots');
    expect(named).toEqual(['GET /lots']);
  });

  it.each<[string, (call: OpenedCall) => void, object]>([
    ['succeeds', (call) => call.succeeded(), { status: 'ok' }],
    ['is abandoned', (call) => call.abandoned(), { status: 'abandoned' }],
    ['fails', (call) => call.failed(new TypeError('no')), { status: 'error', code: 'TypeError', message: 'no' }],
    ['fails by its answer', (call) => call.failedWith('500'), { status: 'error', code: '500', message: '' }],
  ])('%s once: the first end counts', (_, end, outcome) => {
    const call = open();
    end(call);
    expect(call.isFinished).toBe(true);
    call.succeeded();
    call.failed(new Error('late'));
    call.failedWith('late');
    call.abandoned();
    expect(tracing.only().outcome).toEqual(outcome);
  });

  it('tells its span what was thrown, and of a failed answer nothing', () => {
    const thrown = new Error('no');
    open().failed(thrown);
    open().failedWith('500');
    expect(thrownTo).toEqual([thrown]);
  });

  it('has the running call as its caller, and its identity', () => {
    const outer = traced('outer', { type: 'action', identify: () => ({ userId: 'ada' }) }, () => open('inner'));
    outer().succeeded();
    expect(tracing.log.byFn('inner')).toMatchObject([{ userId: 'ada', parentCallId: expect.any(String) }]);
  });

  it('with a parent of its own has no caller, and carries that', () => {
    const parent = {};
    const outer = traced('outer', { type: 'action', identify: () => ({ userId: 'ada' }) }, () =>
      open('inner', { parent, identify: () => ({ tenantId: 'acme' }) }),
    );
    const call = outer();
    expect(call.run(carriedContext)).toBe(parent);
    call.succeeded();
    const [inner] = tracing.log.byFn('inner');
    expect(inner).toMatchObject({ userId: undefined, tenantId: 'acme', parentCallId: undefined });
    expect(starting.at(-1)?.outerContext).toBe(parent);
  });

  it('is not opened where nothing is traced', () => {
    expect(untraced(() => openCall('GET', { type: 'query' }))).toBeUndefined();
    tracing.running.stop();
    expect(openCall('GET', { type: 'query' })).toBeUndefined();
  });

  it('ends for the listeners it began with, once tracing is off', () => {
    const call = open();
    tracing.running.stop();
    call.succeeded();
    expect(tracing.only().fnName).toBe('GET');
  });

  it('refuses types, kinds and options that are unknown', () => {
    expect(() => openCall('GET', { type: 'read' as 'query' })).toThrow('openCall({ type }) of "GET"');
    expect(() => openCall('GET', { type: 'query', kind: 'peer' as 'client' })).toThrow('openCall({ kind }) of "GET"');
    // @ts-expect-error it is `attributes`
    expect(() => openCall('GET', { type: 'query', tags: {} })).toThrow('openCall(): unknown option "tags"');
  });
});
