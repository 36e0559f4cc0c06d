import { inspect } from 'node:util';
import { expectProblems, failOnProblems, heardProblems } from '@portcall/conformance';
import { eventually } from '@portcall/real-parts';
import { type AnyFunction, startTracing, traced } from '../../src/index.js';
import { recordedSpans } from '../recorded-spans.js';

/** What a program has to itself: functions that may be traced, and a list of what there was to be seen. */
export interface World {
  /** The same function, or the same function traced. */
  readonly fn: <F extends AnyFunction>(fn: F) => F;
  /** Notes an event, with its values as they are. */
  readonly see: (event: string, ...values: unknown[]) => void;
  /** Notes how it goes, and goes on. */
  readonly attempt: (event: string, run: () => unknown) => Promise<void>;
}

export type Program = (world: World) => unknown;

/** How the call of a program ends that is not read to its end. @default every call ends by itself */
export interface Leaves {
  readonly open: Program;
}

/**
 * Runs each program plain and traced. Nothing that it has seen may differ: values, identity, what was thrown, the order of
 * events. And every call of it must have ended.
 */
export function describeTransparency(family: string, programs: Readonly<Record<string, Program | Leaves>>): void {
  failOnProblems();

  describe(`a traced program cannot be told from the plain one: ${family}`, () => {
    it.each(Object.entries(programs))('%s', async (_, program) => {
      const run = typeof program === 'function' ? program : program.open;
      const plain = await seenBy(run, (fn) => fn);
      const found = await tracedRun(run, typeof program === 'function');
      expect(found).toEqual(plain);
      expect(plain.length).toBeGreaterThan(0);
    });
  });
}

/** The same with an assertion for a property's sake. */
export async function expectTransparent(run: Program): Promise<void> {
  expect(await tracedRun(run, false)).toEqual(await seenBy(run, (fn) => fn));
}

async function tracedRun(run: Program, ends: boolean): Promise<readonly string[]> {
  const spans = recordedSpans();
  using _ = startTracing({ spans });
  const found = await seenBy(run, (fn) => traced('program', { type: 'query' }, fn));
  expect(spans.spans.length).toBeGreaterThan(0);
  // Queries that a program gives without awaiting them: the program is none the wiser.
  if (heardProblems().some(({ key }) => key === 'call.unawaited')) expectProblems('call.unawaited program');
  if (ends) await eventually(() => spans.spans.every(({ trace }) => trace !== undefined));
  return found;
}

async function seenBy(run: Program, fn: World['fn']): Promise<readonly string[]> {
  const seen: string[] = [];
  const see: World['see'] = (event, ...values) => seen.push([event, ...values.map(shown)].join(' '));
  const attempt: World['attempt'] = async (event, go) => {
    try {
      see(event, await go());
    } catch (thrown) {
      see(`${event} throws`, thrown);
    }
  };
  await attempt('the end', () => run({ fn, see, attempt }));
  return seen;
}

function shown(value: unknown): string {
  // Errors by what they say: their stack shows who ran the program.
  if (typeof value === 'object' && value !== null && 'stack' in value && 'message' in value) {
    const { name, message, code } = value as NodeJS.ErrnoException;
    return `${name} ${code ?? ''}: ${message}`;
  }
  return inspect(value, { depth: 4, breakLength: Infinity, sorted: true });
}

/** Lets everything that is under way arrive. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 5; i += 1) await new Promise(setImmediate);
}
