import { expectProblems, failOnProblems } from '@portcall/conformance';
import { traceEveryTest } from '../test/trace-every-test.js';
import { RollbackError, rollback, startTracing, TraceLog, traced } from './index.js';

failOnProblems();

class Abort extends Error {}
const isAbort = (thrown: unknown): boolean => thrown instanceof Abort;

const fails = (thrown: unknown, isRollback?: (thrown: unknown) => boolean): (() => never) =>
  traced('placeBid', { type: 'mutation', ...(isRollback && { isRollback }) }, () => {
    throw thrown;
  });

describe('a call is rolled back', () => {
  const tracing = traceEveryTest();

  it('by rollback(), which its code and its callers see as an error', () => {
    const place = traced('placeBid', { type: 'mutation' }, () => rollback('BID_TOO_LOW', 'too low'));
    expect(place).toThrow(new RollbackError('BID_TOO_LOW', 'too low'));
    expect(tracing.only().outcome).toEqual({ status: 'rolled_back', code: 'BID_TOO_LOW', message: 'too low' });
  });

  it('by an error that another copy of this package made', () => {
    const foreign = Object.assign(new Error('low'), { code: 'LOW', [Symbol.for('portcall.rollback.v1')]: true });
    expect(fails(foreign)).toThrow(foreign);
    expect(tracing.only().outcome).toMatchObject({ status: 'rolled_back', code: 'LOW' });
  });

  it('by what the function says is one', () => {
    expect(fails(new Abort(), isAbort)).toThrow(Abort);
    expect(fails(new TypeError(), isAbort)).toThrow(TypeError);
    expect(tracing.log.recent().map(({ outcome }) => outcome.status)).toEqual(['error', 'rolled_back']);
  });

  it('not by what it cannot say', () => {
    const confused = (): never => {
      throw new Error('confused');
    };
    expect(fails(new Abort('mine'), confused)).toThrow('mine');
    expect(fails(new Abort(), () => 'yes' as never)).toThrow(Abort);
    expect(tracing.log.errors().map(({ outcome }) => outcome.status)).toEqual(['error', 'error']);
    expectProblems('call.is_rollback');
  });

  it('not by an error that only looks like one, and shows its brand to nobody', () => {
    expect(fails(Object.assign(new Error('x'), { name: 'RollbackError' }))).toThrow('x');
    expect(tracing.only().outcome.status).toBe('error');
    expect(Object.keys(new RollbackError('A', 'a'))).not.toContain('portcall.rollback.v1');
    expect(new RollbackError('A', 'a')).toMatchObject({ name: 'RollbackError', code: 'A', message: 'a' });
  });
});

it('is decided for all functions when tracing is started, unless one says otherwise', () => {
  const log = new TraceLog();
  using _ = startTracing({ isRollback: isAbort, listeners: [(trace) => log.push(trace)] });
  expect(fails(new Abort())).toThrow(Abort);
  expect(fails(new Abort(), () => false)).toThrow(Abort);
  expect(fails(new RollbackError('A', 'a'), () => false)).toThrow(RollbackError);
  expect(log.recent().map(({ outcome }) => outcome.status)).toEqual(['rolled_back', 'error', 'rolled_back']);
});
