import { setImmediate as turn } from 'node:timers/promises';
import { failOnProblems } from '@portcall/conformance';
import type { Op } from '@portcall/trace';
import type { ClientSuite, ClientUnderTest, Opened } from './client-under-test.js';
import { traceCalls } from './trace-calls.js';

/** The sentences that every traced client has to fulfil, on a real database. */
export function describeClient(
  name: string,
  {
    system,
    reads = 'query',
    fails = reads,
    missingTable,
    isAsync = true,
    texts = textsOf(system),
    knowsTexts = true,
    open,
  }: ClientSuite,
): void {
  describe(name, () => {
    failOnProblems();
    const traceOf = traceCalls();
    let opened: Opened;
    let client: ClientUnderTest;

    beforeAll(async () => {
      opened = await open();
      client = opened.client;
    }, 60_000);
    afterAll(() => opened.close());
    beforeEach(async () => {
      for (const title of ['a', 'b', 'c', SECRET]) await client.remove(title);
    });

    it('reports each operation once, with its table and its rows', async () => {
      const trace = await traceOf(async () => {
        await client.add('a', 'b');
        await client.list();
        await client.find('a');
        await client.find('nobody');
        await client.rename('a', 'c');
        await client.remove('c');
      });
      const done = { entity: 'books', ok: true, system, errorType: undefined };
      expect(trace.ops).toMatchObject([
        { op: 'insert', rowCount: 2, ...done },
        { op: reads, rowCount: 2, ...done },
        { op: reads, rowCount: 1, ...done },
        { op: reads, rowCount: 0, ...done },
        { op: 'update', rowCount: 1, ...done },
        { op: 'delete', rowCount: 1, ...done },
      ]);
    });

    it('measures each within its call, one after the other', async () => {
      const { ops, durationMs } = await traceOf(async () => {
        for (let i = 0; i < 3; i += 1) await client.find('a');
      });
      let after = 0;
      for (const { startMs = -1, durationMs: took } of ops) {
        expect(startMs).toBeGreaterThanOrEqual(after);
        expect(took).toBeGreaterThan(0);
        after = startMs + took;
      }
      expect(after).toBeLessThanOrEqual(durationMs);
    });

    it('reports an operation that fails with its code, and the app gets the same error', async () => {
      const expected: unknown = await thrownBy(client.fail);
      let thrown: unknown;
      const trace = await traceOf(async () => {
        thrown = await thrownBy(client.fail);
      });
      expect(trace.ops).toMatchObject([
        { op: fails, entity: 'missing', ok: false, errorType: missingTable, rowCount: undefined, system },
      ]);
      expect(trace.opSummary).toMatchObject({ count: 1, failed: 1 });
      expect(thrown).toEqual(expected);
      expect((thrown as object).constructor).toBe((expected as object).constructor);
    });

    it('gives the app what it gets outside of a call', async () => {
      const steps = async (): Promise<unknown> => [
        await client.add('a', 'b'),
        titlesOf(await client.list()),
        titlesOf(await client.find('b')),
        await client.rename('a', 'c'),
        await client.remove('b'),
        await client.remove('c'),
      ];
      const expected = withoutIds(await steps());
      let given: unknown;
      await traceOf(async () => {
        given = withoutIds(await steps());
      });
      expect(given).toEqual(expected);
    });

    it('says nothing outside of a call', async () => {
      await client.add('a', 'b');
      await thrownBy(client.fail);
      const trace = await traceOf(() => turn());
      await client.list();
      await turn();
      expect(trace.ops).toEqual([]);
    });

    const secretly = async (on: ClientUnderTest): Promise<void> => {
      await on.add(SECRET, 'a');
      await on.find(SECRET);
      await on.rename('a', SECRET);
      await on.remove(SECRET);
      await thrownBy(on.fail);
    };

    it("records nobody's data, and no text unless it is asked for", async () => {
      const trace = await traceOf(async () => {
        await secretly(client);
        await client.findLiterally(SECRET);
        await client.transaction?.((tx) => tx.remove(SECRET));
      });
      expect(trace.opSummary.count).toBeGreaterThanOrEqual(6);
      expect(trace.ops.filter(({ text }) => text !== undefined)).toEqual([]);
      expect(JSON.stringify(trace)).not.toMatch(new RegExp(`${SECRET}|select|where|values`, 'i'));
    });

    (knowsTexts ? it : it.skip)(
      "records the statements' texts where they are asked for, and never a parameter",
      async () => {
        const { client: asked, close } = await open({ queryText: true });
        try {
          const trace = await traceOf(async () => {
            await secretly(asked);
            await asked.transaction?.((tx) => tx.remove(SECRET));
          });
          const [add, find, rename, remove, fail, ...inTransaction] = trace.ops.map(({ text }) => text);
          expect({ find, remove }).toEqual(texts);
          expect([add, rename, fail]).toEqual([
            expect.stringMatching(/^insert into .*books/i),
            expect.stringMatching(/^update .*books/i),
            expect.stringMatching(/^select .*missing/i),
          ]);
          if (asked.transaction !== undefined) expect(inTransaction).toContain(texts.remove);
          expect(JSON.stringify(trace)).not.toContain(SECRET);
        } finally {
          await close();
        }
      },
      60_000,
    );

    if (isAsync) {
      it('keeps calls apart that run at the same time', async () => {
        const traces = await Promise.all(
          ['a', 'b', 'c'].map((title, index) =>
            traceOf(async () => {
              await Promise.all([client.add(title, title), client.find(title)]);
              if (index === 1) await thrownBy(client.fail);
              await client.remove(title);
            }),
          ),
        );
        expect(traces.map(({ ops }) => ops.map(({ op }) => op).sort())).toEqual([
          ['delete', 'insert', reads].sort(),
          ['delete', 'insert', reads, fails].sort(),
          ['delete', 'insert', reads].sort(),
        ]);
        expect(traces.map(({ opSummary }) => opSummary.failed)).toEqual([0, 1, 0]);
      });
    }

    describe('in a transaction', () => {
      it('reports the beginning, the statements and the commit', async () => {
        if (client.transaction === undefined) return;
        await client.add('a', 'b');
        let given: unknown;
        const trace = await traceOf(async () => {
          given = await client.transaction?.((tx) => afterwards(tx.remove('a'), () => 'done'));
        });
        expect(given).toBe('done');
        expect(trace.ops).toMatchObject([
          { op: 'begin', entity: '', ok: true, system },
          { op: 'delete', entity: 'books', rowCount: 1, ok: true, system },
          { op: 'commit', entity: '', ok: true, system },
        ]);
        expect(trace.ops.filter(({ durationMs }) => !(durationMs > 0))).toEqual([]);
      });

      it("reports the rollback, and the app gets the client's own error", async () => {
        if (client.transaction === undefined) return;
        const expected = await thrownBy(client.fail);
        let thrown: unknown;
        const trace = await traceOf(async () => {
          thrown = await thrownBy(() => client.transaction?.((tx) => tx.fail()));
        });
        expect(trace.ops.map(inShort)).toEqual(['begin ok', `${fails} ${missingTable}`, 'rollback ok']);
        expect(thrown).toEqual(expected);
      });

      it('reports the rollback of what the app throws, and the app gets it back', async () => {
        if (client.transaction === undefined) return;
        const refused = new Error('refused');
        let thrown: unknown;
        const trace = await traceOf(async () => {
          thrown = await thrownBy(() =>
            client.transaction?.((tx) =>
              afterwards(tx.remove('a'), () => {
                throw refused;
              }),
            ),
          );
        });
        expect(trace.ops.map(inShort)).toEqual(['begin ok', 'delete ok', 'rollback ok']);
        expect(thrown).toBe(refused);
      });

      it('says nothing outside of a call', async () => {
        if (client.transaction === undefined) return;
        await client.transaction((tx) => tx.remove('a'));
        const trace = await traceOf(() => turn());
        expect(trace.ops).toEqual([]);
      });
    });
  });
}

/** The texts of who writes them by hand. */
function textsOf(system: ClientSuite['system']): Required<ClientSuite>['texts'] {
  const placeholder = system === 'postgresql' ? '$1' : '?';
  return {
    find: `select * from books where title = ${placeholder}`,
    remove: `delete from books where title = ${placeholder}`,
  };
}

const SECRET = 'correct horse battery staple';

/** Tells what a step threw; a step that throws nothing is wrong itself. */
async function thrownBy(step: () => unknown): Promise<unknown> {
  try {
    await step();
  } catch (thrown) {
    return thrown;
  }
  throw new Error('nothing was thrown');
}

/** A client that is synchronous is so in its transactions, too. */
function afterwards<T>(step: unknown, next: () => T): unknown {
  return isThenable(step) ? step.then(next) : next();
}

function inShort({ op, ok, errorType }: Op): string {
  return `${op} ${ok ? 'ok' : errorType}`;
}

/** The titles that are anywhere in an answer. */
function titlesOf(answer: unknown): readonly string[] {
  return [...JSON.stringify(answer).matchAll(/"title":"([^"]*)"/g)].map(([, title]) => title!);
}

/** Ids go on counting. */
function withoutIds(answers: unknown): unknown {
  const text = JSON.stringify(answers, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
  return text.replace(/"(lastInsertRowid|insertId|id)":[^,}]*/g, '');
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | undefined)?.then === 'function';
}
