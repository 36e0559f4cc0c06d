import { join } from 'node:path';
import ts from 'typescript';

/** What an app writes, one mistake per line. */
const APP = `
import { bind, counter, type Counter, defineCatalog, histogram, noop, oneOf, optional, text } from '@portcall/metrics';

const catalog = defineCatalog({
  scope: 'shop',
  metrics: {
    orders: counter({ name: 'orders', description: 'Orders.', attributes: { country: text(), note: optional(text()) } }),
    wait: histogram({ name: 'wait_seconds', unit: 's', description: 'Wait.', attributes: { lane: oneOf('a', 'b') } }),
  },
});
const { orders, wait } = bind(catalog, noop());
export const taken: Counter<{ country: string; note?: string | undefined }> = orders;
export const bare: Counter = orders;
export const other: Counter<{ lane: 'a' | 'b' }> = wait;
orders.add(1, { contry: 'NO' });
orders.with('NO');
orders.record(1);
`;

const messages = messagesFor(APP);

it.each([
  [
    'bare',
    /Type 'Counter<\{ readonly country: string; readonly note\?: string \| undefined; \}> & .*' is not assignable to type 'Counter<NoAttributes>'/,
  ],
  ['other', /'Histogram<\{ readonly lane: "a" \| "b"; \}> & .*' .* type 'Counter<\{ lane: "a" \| "b"; \}>'/],
  ['contry', /'contry' does not exist in type '\{ readonly country: string; readonly note\?: string \| undefined; \}'/],
  ['with', /'string' is not assignable to parameter of type '\{ readonly country: string; .*\}'/],
  ['record', /Property 'record' does not exist on type 'Counter<\{ readonly country: string; .*\}>/],
])('the compiler shows what is declared in what it says about %s', (what, says) => {
  const line = APP.split('\n').findIndex(
    (text) => new RegExp(`\\b${what}\\b`).test(text) && !text.startsWith('import'),
  );
  expect(messages.get(line)).toMatch(says);
});

it('the compiler says nothing else, and nothing of how the types are made', () => {
  expect(messages.size).toBe(5);
  for (const message of messages.values())
    expect(message).not.toMatch(/NoInfer|RecorderOf|AttributesOf|Simplify|Definition</);
});

/** The first message for each line that has one. */
function messagesFor(text: string): ReadonlyMap<number, string> {
  const root = join(__dirname, '../../..');
  const file = join(__dirname, 'app-in-memory.ts');
  const { config } = ts.readConfigFile(join(root, 'tsconfig.base.json'), ts.sys.readFile) as { config: unknown };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const host = ts.createCompilerHost({ ...options, noEmit: true });
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => name === file || fileExists(name);
  host.getSourceFile = (name, ...others) =>
    name === file ? ts.createSourceFile(name, text, ts.ScriptTarget.ES2022, true) : getSourceFile(name, ...others);
  const program = ts.createProgram(
    [file],
    { ...options, noEmit: true, isolatedDeclarations: false, declaration: false },
    host,
  );
  const source = program.getSourceFile(file);
  const found = program.getSemanticDiagnostics(source).map(({ start, messageText }) => {
    const line = source?.getLineAndCharacterOfPosition(start ?? 0).line ?? 0;
    return [line, ts.flattenDiagnosticMessageText(messageText, '\n').split('\n')[0] ?? ''] as const;
  });
  return new Map(found);
}
