import ts from 'typescript';
import type { SourceFile } from './architecture.js';

/** Phrases that need a second reading, and what to write instead. */
const BANNED: readonly (readonly [RegExp, string])[] = [
  [/\b(is|are|was) none\b/, 'say what it is not: "is not a URL"'],
  [/\bis no (?!longer\b|more\b)/, 'write "is not a …"'],
  [/\bthere (is|are) not\b/, 'write "unknown …"'],
  [/; there are\b/, 'write "use one of …", with listed() of core'],
  [/\bpositive integer\b/, 'write "positive whole number", with checkedCount() of core'],
  [/\bwho asks\b/, 'name who it is'],
  [/\bmend(s|ed)?\b/, 'write "fix"'],
  [/\bnot a list\b/, 'write "not an array", with checkedArray() of core'],
  [/’/, "write '"],
  [/(^|[\s([{=:])'[^'\s]+'/, 'write "…" for quotes'],
  [/\.['")]?\s+[A-Z][a-z]/, 'join the sentences by ;'],
];

/** Passes a key on that whoever calls it has written, and is held like `report()` itself. */
const PASSES_A_KEY_ON: Readonly<Record<string, string>> = { safely: 'packages/core/src/problem/safely.ts' };

/** Take a key: of a problem, and of a notice. */
const SPEAKS: readonly string[] = ['report', 'notice'];

/** The rules that core has one helper for each, so that nobody words them anew. */
const WORDED_IN_CORE = 'packages/core/src/problem/checked-value.ts';
const WORDED_ONCE =
  /… is not (a positive whole number|a text|a function|an array|a number of milliseconds); |: unknown value …/;

/** A text of the program, as far as the source tells it: what is put in at run time is shown as `…`. */
export interface Text {
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

/** A key that a problem or a notice is spoken under; undefined where the source does not say which. */
export interface Key {
  readonly path: string;
  readonly line: number;
  readonly key: string | undefined;
}

/** Every message that is thrown or reported, and every part of one: what is wrong, why, what to do. */
export function messagesOf(file: SourceFile): readonly Text[] {
  return nodesOf(file).flatMap(({ node, line }) =>
    messagesAt(node)
      .flatMap(textsOf)
      .filter((text) => text.includes(' '))
      .map((text) => ({ path: file.path, line, text })),
  );
}

/** The messages that stand in the source whole: the first argument of an error, and `message` of `report()`. */
export function wholeMessagesOf(file: SourceFile): readonly Text[] {
  return nodesOf(file).flatMap(({ node, line }) =>
    [thrownBy(node), reportedBy(node)]
      .flatMap((expression) => (expression === undefined ? [] : textsOf(expression)))
      .filter((text) => text.includes(' '))
      .map((text) => ({ path: file.path, line, text })),
  );
}

/** Every key that `report()` or `notice()` is called with, or a function that passes its key on. */
export function keysOf(file: SourceFile): readonly Key[] {
  const nodes = nodesOf(file);
  const constants = constantsOf(nodes.map(({ node }) => node));
  return nodes.flatMap(({ node, line }) => {
    const given = keyGivenTo(node, file.path);
    if (given === undefined) return [];
    return literalsOf(given, constants).map((key) => ({ path: file.path, line, key }));
  });
}

/** The keys that docs/errors.md has a row for. */
export function documentedKeys(markdown: string): readonly string[] {
  const cells = markdown.split('\n').flatMap((line) => /^\| (`[a-z_.`, ]+) \|/.exec(line)?.[1] ?? []);
  return cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, key]) => key as string));
}

export const endsWithoutAFullStop = (messages: readonly Text[]): readonly string[] =>
  complaints(messages, (text) => (text.trimEnd().endsWith('.') ? 'drop the full stop' : undefined));

export const isPlainEnglish = (messages: readonly Text[]): readonly string[] =>
  complaints(messages, (text) => BANNED.find(([phrase]) => phrase.test(text))?.[1]);

export const saysWhatWhereAndTheWayOut = (messages: readonly Text[]): readonly string[] =>
  complaints(messages, (text) => (/^[^;]*: .*; ./.test(text) ? undefined : 'write <what>: <wrong>; <what to do>'));

export const isWordedOnce = (messages: readonly Text[]): readonly string[] =>
  complaints(
    messages.filter(({ path }) => path !== WORDED_IN_CORE),
    (text) => (WORDED_ONCE.test(text) ? `use the helper of ${WORDED_IN_CORE}` : undefined),
  );

export const isWrittenInTheSource = (keys: readonly Key[]): readonly string[] =>
  keys
    .filter(({ key }) => key === undefined)
    .map(({ path, line }) => `${path}:${line}: a key is not written in the source; use a text or a table of texts`);

/** Both ways: a key without a row, and a row without a key. */
export function hasARowInTheDocs(keys: readonly Key[], documented: readonly string[]): readonly string[] {
  const used = keys.filter(({ key }) => key !== undefined);
  return [
    ...used
      .filter(({ key }) => !documented.includes(key as string))
      .map(({ path, line, key }) => `${path}:${line}: key ${key} has no row in docs/errors.md`),
    ...[...new Set(documented)]
      .filter((key) => !used.some((one) => one.key === key))
      .map((key) => `docs/errors.md: nothing reports ${key}`),
  ];
}

function complaints(messages: readonly Text[], fault: (text: string) => string | undefined): readonly string[] {
  return messages.flatMap(({ path, line, text }) => {
    const found = fault(text);
    return found === undefined ? [] : [`${path}:${line}: ${text} — ${found}`];
  });
}

interface Placed {
  readonly node: ts.Node;
  readonly line: number;
}

function nodesOf({ path, text }: SourceFile): readonly Placed[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: Placed[] = [];
  const visit = (node: ts.Node): void => {
    found.push({ node, line: source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1 });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

// What the parts of a message are called where they are made apart from it.
const PARTS = ['message', 'wrong', 'todo', 'fix', 'reason'];
// Functions that make a message of parts, or give one.
const MAKES_A_MESSAGE =
  /^(report|notice|refuse|refused|refusal|fault|misfit|lost|expected|messageOf|reasonOf|checked[A-Z]\w*)$/;

function messagesAt(node: ts.Node): readonly ts.Expression[] {
  const thrown = thrownBy(node);
  if (thrown !== undefined) return [thrown];
  if (ts.isPropertyAssignment(node) && PARTS.includes(node.name.getText())) return [node.initializer];
  if (ts.isCallExpression(node) && MAKES_A_MESSAGE.test(nameOf(node.expression))) return node.arguments;
  if (ts.isReturnStatement(node) && node.expression !== undefined && isInAMaker(node)) return [node.expression];
  if (ts.isVariableDeclaration(node) && node.initializer !== undefined && PARTS.includes(node.name.getText()))
    return [node.initializer];
  return [];
}

function isInAMaker(node: ts.Node): boolean {
  const maker = ts.findAncestor(node, ts.isFunctionDeclaration);
  return maker?.name !== undefined && MAKES_A_MESSAGE.test(maker.name.text);
}

function thrownBy(node: ts.Node): ts.Expression | undefined {
  return ts.isNewExpression(node) && /Error$/.test(node.expression.getText()) ? node.arguments?.[0] : undefined;
}

function reportedBy(node: ts.Node): ts.Expression | undefined {
  return isCallOf(node, 'report') ? propertyOf(node.arguments[0], 'message') : undefined;
}

function keyGivenTo(node: ts.Node, path: string): ts.Expression | undefined {
  if (!ts.isCallExpression(node)) return undefined;
  const name = nameOf(node.expression);
  if (Object.hasOwn(PASSES_A_KEY_ON, name)) return node.arguments[0];
  const isPassedOn = Object.values(PASSES_A_KEY_ON).includes(path);
  return SPEAKS.includes(name) && !isPassedOn ? (propertyOf(node.arguments[0], 'key') ?? node) : undefined;
}

const isCallOf = (node: ts.Node, name: string): node is ts.CallExpression =>
  ts.isCallExpression(node) && nameOf(node.expression) === name;

const nameOf = (expression: ts.Expression): string => expression.getText().replace(/^.*\./s, '');

function propertyOf(object: ts.Expression | undefined, name: string): ts.Expression | undefined {
  if (object === undefined || !ts.isObjectLiteralExpression(object)) return undefined;
  const property = object.properties.find((one) => one.name?.getText() === name);
  return property !== undefined && ts.isPropertyAssignment(property) ? property.initializer : undefined;
}

/** Every text that an expression can give, whichever way it is taken. */
function textsOf(expression: ts.Node): readonly string[] {
  if (ts.isStringLiteralLike(expression)) return [expression.text];
  if (ts.isTemplateExpression(expression)) return [templateText(expression)];
  if (ts.isParenthesizedExpression(expression)) return textsOf(expression.expression);
  if (ts.isConditionalExpression(expression))
    return [...textsOf(expression.whenTrue), ...textsOf(expression.whenFalse)];
  if (ts.isArrowFunction(expression) && !ts.isBlock(expression.body)) return textsOf(expression.body);
  if (ts.isBinaryExpression(expression)) return joinedTexts(expression);
  return [];
}

function templateText({ head, templateSpans }: ts.TemplateExpression): string {
  return head.text + templateSpans.map(({ literal }) => `…${literal.text}`).join('');
}

function joinedTexts({ left, right, operatorToken }: ts.BinaryExpression): readonly string[] {
  if (operatorToken.kind !== ts.SyntaxKind.PlusToken) return [...textsOf(left), ...textsOf(right)];
  const ends = textsOf(right);
  return textsOf(left).flatMap((start) => (ends.length === 0 ? [`${start}…`] : ends.map((end) => start + end)));
}

type Constants = ReadonlyMap<string, ts.Expression>;

function constantsOf(nodes: readonly ts.Node[]): Constants {
  const found = new Map<string, ts.Expression>();
  for (const node of nodes) {
    if (!ts.isVariableDeclaration(node) || node.initializer === undefined) continue;
    if ((ts.getCombinedNodeFlags(node) & ts.NodeFlags.Const) !== 0) found.set(node.name.getText(), node.initializer);
  }
  return found;
}

/** The texts an expression stands for: itself, a constant, or the values of a table. */
function literalsOf(expression: ts.Expression, constants: Constants): readonly (string | undefined)[] {
  const plain = withoutType(expression);
  if (ts.isStringLiteralLike(plain)) return [plain.text];
  if (ts.isConditionalExpression(plain))
    return [...literalsOf(plain.whenTrue, constants), ...literalsOf(plain.whenFalse, constants)];
  const table = ts.isElementAccessExpression(plain) ? constants.get(plain.expression.getText()) : undefined;
  if (table !== undefined) return valuesOf(withoutType(table));
  const constant = ts.isIdentifier(plain) ? constants.get(plain.text) : undefined;
  return constant === undefined ? [undefined] : literalsOf(constant, new Map());
}

function valuesOf(table: ts.Expression): readonly (string | undefined)[] {
  if (!ts.isObjectLiteralExpression(table)) return [undefined];
  return table.properties.flatMap((property) =>
    ts.isPropertyAssignment(property) ? literalsOf(property.initializer, new Map()) : [undefined],
  );
}

function withoutType(expression: ts.Expression): ts.Expression {
  return ts.isAsExpression(expression) || ts.isSatisfiesExpression(expression)
    ? withoutType(expression.expression)
    : expression;
}
