import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SourceFile } from './architecture.js';
import {
  documentedKeys,
  endsWithoutAFullStop,
  hasARowInTheDocs,
  isPlainEnglish,
  isWordedOnce,
  isWrittenInTheSource,
  keysOf,
  messagesOf,
  saysWhatWhereAndTheWayOut,
  wholeMessagesOf,
} from './messages.js';

const ROOT = join(__dirname, '..');

/** What only tests say, and what examples say in the words of their own domain. */
const TEST_KITS = ['packages/conformance', 'packages/real-parts', 'packages/example-kit'];

/** Not messages of their own: they are shown as the cause in one. */
const CAUSES = ['it has no valid trace and span id', 'open() gave no span', 'run() did not call the body'];

/** Throws errors of a class that core does not know. */
const RELATIONS = 'packages/metrics/src/declare/relation.ts';

describe('every message', () => {
  const files = sources();
  const messages = files.flatMap(messagesOf);
  const shipped = files.filter(({ path }) => path.startsWith('packages/') && !isOfATestKit(path));

  it('is found', () => {
    const texts = messages.map(({ text }) => text);
    expect(texts.length).toBeGreaterThan(150);
    expect(texts).toContain(
      'startTracing(): tracing is on already; stop it first, or add a listener to it with telemetry.onTrace()',
    );
    expect(texts).toContain(
      'registerInstrumentation(): called again; the first call counts and its handle was given; call it once',
    );
    expect(texts).toContain('exporters add _total to counters');
  });

  it('ends without a full stop', () => expect(endsWithoutAFullStop(messages)).toEqual([]));

  it('is plain English, with "…" for quotes', () => expect(isPlainEnglish(messages)).toEqual([]));

  it('says what is wrong with what, and what to do', () => {
    const whole = shipped.flatMap(wholeMessagesOf).filter(({ text }) => !CAUSES.includes(text));
    expect(whole.length).toBeGreaterThan(80);
    expect(saysWhatWhereAndTheWayOut(whole)).toEqual([]);
  });

  it('of a rule that recurs is worded once, in core', () =>
    expect(isWordedOnce(shipped.filter(({ path }) => path !== RELATIONS).flatMap(messagesOf))).toEqual([]));
});

describe('every key of a problem', () => {
  const keys = sources().flatMap(keysOf);
  const documented = documentedKeys(readFileSync(join(ROOT, 'docs/errors.md'), 'utf8'));

  it('is written in the source, and so holds no data', () => {
    expect(keys.length).toBeGreaterThan(50);
    expect(isWrittenInTheSource(keys)).toEqual([]);
  });

  it('has a row in docs/errors.md, and every row is of a key that is reported', () => {
    expect(documented.length).toBeGreaterThan(50);
    expect(hasARowInTheDocs(keys, documented)).toEqual([]);
  });
});

describe('what is wrong with messages is seen:', () => {
  it('a full stop, also of a part and at the end of joined texts', () => {
    const messages = planted(`
      throw new Error(\`\${name}: is wrong; \` + 'do better.');
      const fault = { wrong: 'it is wrong.', todo: 'do it' };
      report({ key: 'record.time', message: () => isLong ? 'a: b; c.' : 'a: b; c' });
    `);
    expect(endsWithoutAFullStop(messages)).toHaveLength(3);
  });

  it.each([
    'dbOps: "x" is none; use another',
    'limit: 0 is no positive integer; give one',
    'option: there is not such a thing; use another',
    'sampler: unknown value "x"; there are "a", "b"',
    'model: who asks still gets it; go on',
    'pool: broken; mend it',
    "sampler: 'x' is not a sampler; use another",
    'metric: refused. Further ones are only counted; go on',
  ])('a riddle: %s', (text) => {
    expect(isPlainEnglish(planted(`throw new Error(${JSON.stringify(text)})`))).toHaveLength(1);
  });

  it.each(['it is broken', 'pool: it is broken', 'it is broken; repair it'])('a part that is missing: %s', (text) => {
    expect(saysWhatWhereAndTheWayOut(planted(`throw new TypeError('${text}')`))).toHaveLength(1);
  });

  it('a rule of core that is worded anew', () => {
    const messages = planted('throw new Error(`name: $' + '{describe(name)} is not a text; give one`)');
    expect(isWordedOnce(messages)).toHaveLength(1);
  });

  it('a key that holds data, and one that is a variable', () => {
    const keys = keysOf(
      file(
        'report({ key: `export.$' +
          '{name}`, message }); report({ key: kind }); report(problem); safely(kind, what, run);',
      ),
    );
    expect(isWrittenInTheSource(keys)).toHaveLength(4);
  });

  it('a key without a row, a row without a key, and both of a table', () => {
    const keys = keysOf(
      file(
        "const LOST = { a: 'export.a', b: 'export.b' } as const; report({ key: LOST[why] }); safely('call.c', what, run);",
      ),
    );
    expect(isWrittenInTheSource(keys)).toEqual([]);
    expect(hasARowInTheDocs(keys, documentedKeys('| `export.a`, `call.c` | x | y |\n| `call.d` | x | y |'))).toEqual([
      'packages/planted/src/a.ts:1: key export.b has no row in docs/errors.md',
      'docs/errors.md: nothing reports call.d',
    ]);
  });
});

const planted = (text: string) => messagesOf(file(text));
const file = (text: string): SourceFile => ({ path: 'packages/planted/src/a.ts', text });
function isOfATestKit(path: string): boolean {
  return TEST_KITS.some((kit) => path.startsWith(`${kit}/`));
}

function sources(): readonly SourceFile[] {
  return ['packages', 'examples']
    .flatMap((parent) => readdirSync(join(ROOT, parent)).map((name) => `${parent}/${name}/src`))
    .flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
    )
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
}
