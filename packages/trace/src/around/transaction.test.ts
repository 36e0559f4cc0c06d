import { expectProblems, failOnProblems } from '@portcall/conformance';
import { transactionHere } from '@portcall/core/internal';
import { traceEveryTest } from '../../test/trace-every-test.js';
import { currentCall, op, recordOp, rollback, type TransactionStep, traced } from '../index.js';

failOnProblems();

traceEveryTest();

const said: string[] = [];
beforeEach(() => {
  said.length = 0;
});

/** Has something wait for the transaction that is open here; what there is none for is said at once. */
function wait(name: string): void {
  const transaction = transactionHere.current?.();
  if (transaction === undefined) said.push(`${name} at once`);
  transaction?.wait({
    committed: () => said.push(`${name} committed`),
    discarded: () => said.push(`${name} discarded`),
  });
}

function step(name: string, transaction?: TransactionStep | false, ok = true, system = 'other'): void {
  recordOp({ op: name, entity: '', durationMs: 1, ok, system, transaction });
}

const inCall = (body: () => void): void => traced('call', { type: 'mutation' }, body)();

it('waits for the transaction of the call, also in calls below, that one begins there', () => {
  inCall(() => {
    wait('a');
    step('begin');
    wait('b');
    traced('below', { type: 'mutation' }, () => {
      wait('c');
      step('begin', { connection: {} });
      wait('d');
      step('commit');
      wait('e');
    })();
    expect(said).toEqual(['a at once', 'd committed']);
    step('commit');
    wait('f');
  });
  expect(said).toEqual(['a at once', 'd committed', 'b committed', 'c committed', 'e committed', 'f at once']);
});

it('may be ended by a call below', () => {
  inCall(() => {
    step('begin');
    wait('a');
    traced('below', { type: 'mutation' }, () => op('commit', '', () => 0))();
    wait('b');
  });
  expect(said).toEqual(['a committed', 'b at once']);
});

it('is discarded where the call fails or is rolled back before its end', () => {
  for (const fail of [() => rollback('NO', 'no'), () => JSON.parse('{')]) {
    expect(() =>
      inCall(() => {
        step('begin');
        wait('a');
        fail();
      }),
    ).toThrow();
  }
  expect(said).toEqual(['a discarded', 'a discarded']);
});

it('is discarded where the call leaves it open, which is said', () => {
  inCall(() => {
    step('begin');
    wait('a');
  });
  expect(said).toEqual(['a discarded']);
  expectProblems('call.open_transaction call');
});

it('stays open in SQLite where it could not be committed, and elsewhere not', () => {
  inCall(() => {
    step('begin');
    wait('a');
    step('commit', {}, false, 'sqlite');
    expect(said).toEqual([]);
    step('commit', {}, true, 'sqlite');
    step('begin');
    wait('b');
    step('commit', {}, false, 'mysql');
  });
  expect(said).toEqual(['a committed', 'b discarded']);
});

it('goes back to a savepoint, by its name or the innermost', () => {
  inCall(() => {
    step('begin');
    wait('a');
    step('savepoint', { savepoint: 'x' });
    wait('b');
    step('savepoint', { savepoint: 'y' });
    wait('c');
    step('rollback', { savepoint: 'x' });
    wait('d');
    step('rollback', { savepoint: 'x' });
    step('savepoint', { savepoint: '' });
    wait('e');
    step('rollback', { savepoint: '' });
    step('savepoint', { savepoint: '' });
    wait('f');
    step('release', { savepoint: '' });
    step('commit');
  });
  expect(said).toEqual(['b discarded', 'c discarded', 'd discarded', 'e discarded', 'a committed', 'f committed']);
});

it('is not begun by a script of several statements, by what fails, or by what has a table', () => {
  inCall(() => {
    step('begin', false);
    step('begin', {}, false);
    recordOp({ op: 'begin', entity: 'books', durationMs: 1, ok: true });
    wait('a');
  });
  expect(said).toEqual(['a at once']);
});

it('is begun once, however often that is said', () => {
  inCall(() => {
    step('begin');
    wait('a');
    step('begin');
    wait('b');
    step('rollback');
  });
  expect(said).toEqual(['a discarded', 'b discarded']);
});

it('is over for what a call has left running', async () => {
  let late = (): void => {};
  inCall(() => {
    const call = currentCall();
    late = () => {
      call?.recordOp({ op: 'commit', entity: '', durationMs: 1, ok: true });
      wait('late');
    };
    step('begin');
    step('rollback');
  });
  late();
  expect(said).toEqual(['late at once']);
  expectProblems('call.late call');
});
