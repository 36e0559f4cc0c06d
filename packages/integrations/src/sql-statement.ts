import type { OpName } from '@portcall/trace';
import { SqlTokens } from './sql-tokens.js';

/** What a statement does, and to which table; both are words of its text that cannot be anybody's data. */
export interface SqlStatement {
  readonly op: OpName;
  /** The first table, with its schema where it is written; empty where the text does not tell. */
  readonly entity: string;
}

const UNKNOWN: SqlStatement = Object.freeze({ op: 'query', entity: '' });

/** Words that start a statement and whose operation is not called what they are. */
const OPS: ReadonlyMap<string, OpName> = new Map([
  ['select', 'query'],
  ['values', 'query'],
  ['table', 'query'],
  ['replace', 'insert'],
  ['start', 'begin'],
  ['end', 'commit'],
  ['abort', 'rollback'],
]);

/** The other words that start a statement in PostgreSQL or SQLite: any other first word is not recorded. */
const KEYWORDS: ReadonlySet<string> = new Set(
  (
    'insert update delete merge begin commit rollback savepoint release create alter drop truncate comment grant revoke ' +
    'explain analyze vacuum reindex cluster refresh copy lock listen unlisten notify declare fetch move close prepare ' +
    'execute deallocate discard set reset show call do checkpoint load import pragma attach detach'
  ).split(' '),
);

// A hundred times the statements a program is written with; a text with values in it is rarely seen again.
const MOST_KEPT = 1_000;
const LONGEST_KEPT = 4_096;
const kept = new Map<string, SqlStatement>();

/**
 * Reads the operation and the first table of a statement; of several, those of the first one.
 *
 * SELECT, VALUES and TABLE are `query`; INSERT and REPLACE `insert`; UPDATE, DELETE and MERGE themselves; BEGIN and START
 * TRANSACTION `begin`; COMMIT and END `commit`; ROLLBACK and ABORT `rollback`; anything else is its first keyword in lower
 * case, and `query` where that is no keyword. After WITH the main statement counts, and a table that WITH defines stands
 * for the one it reads.
 *
 * Bounded work for any text. Never throws: for what is no text the answer is an unknown `query`.
 */
export function sqlStatement(text: unknown): SqlStatement {
  if (typeof text !== 'string') return UNKNOWN;
  const known = kept.get(text);
  if (known !== undefined) return known;
  const statement = Object.freeze(read(new SqlTokens(text), new Map(), 0));
  if (text.length <= LONGEST_KEPT) keep(text, statement);
  return statement;
}

function keep(text: string, statement: SqlStatement): void {
  if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value as string);
  kept.set(text, statement);
}

/** Where the statement of each table is that WITH defines. */
type Definitions = Map<string, number>;

const DEEPEST = 20;

function read(tokens: SqlTokens, definitions: Definitions, depth: number): SqlStatement {
  while (tokens.take('(') || tokens.take(';'));
  const first = tokens.takeWord();
  const keyword = first === 'with' ? readDefinitions(tokens, definitions) : first;
  if (keyword === undefined) return UNKNOWN;
  const op = OPS.get(keyword) ?? (KEYWORDS.has(keyword) ? keyword : 'query');
  return {
    op,
    entity: depth > DEEPEST ? '' : resolved(tableOf(keyword, tokens, definitions, depth), tokens, definitions, depth),
  };
}

/** `a as (…), b(x) as materialized (…)`; gives the word after them. */
function readDefinitions(tokens: SqlTokens, definitions: Definitions): string | undefined {
  tokens.take('recursive');
  do {
    const name = tokens.takeName();
    if (name === undefined) return undefined;
    if (tokens.peek() === '(') tokens.skipGroup();
    if (!tokens.take('as')) return undefined;
    tokens.take('not');
    tokens.take('materialized');
    if (tokens.peek() !== '(') return undefined;
    definitions.set(name, tokens.position + 1);
    tokens.skipGroup();
  } while (tokens.take(','));
  return tokens.takeWord();
}

function tableOf(keyword: string, tokens: SqlTokens, definitions: Definitions, depth: number): string {
  switch (keyword) {
    case 'select':
      return skipToFrom(tokens) ? source(tokens, definitions, depth) : '';
    case 'insert':
    case 'replace':
    case 'merge':
      return tokens.skipTo('into') ? target(tokens) : '';
    case 'delete':
      return tokens.take('from') ? target(tokens) : '';
    case 'update':
      // SQLite: UPDATE OR ROLLBACK t
      if (tokens.take('or')) tokens.takeWord();
      return target(tokens);
    case 'truncate':
    case 'table':
      tokens.take('table');
      return target(tokens);
    case 'create':
    case 'alter':
    case 'drop':
      return definedTable(tokens);
    default:
      return '';
  }
}

/** The FROM of this SELECT: not that of a subquery, nor the one in `a IS DISTINCT FROM b`. */
function skipToFrom(tokens: SqlTokens): boolean {
  while (tokens.skipTo('from')) {
    if (tokens.wordBefore(2) !== 'distinct' || !/^(is|not)$/.test(tokens.wordBefore(3) ?? '')) return true;
  }
  return false;
}

const STARTS_QUERY: ReadonlySet<string | null> = new Set(['select', 'with', 'values']);

/** What a FROM reads: a table, the first one of a subquery or of a join in parentheses, and of a function nothing. */
function source(tokens: SqlTokens, definitions: Definitions, depth: number): string {
  if (depth > DEEPEST) return '';
  if (!tokens.take('only')) tokens.take('lateral');
  if (tokens.take('(')) {
    while (tokens.take('('));
    return STARTS_QUERY.has(tokens.peek())
      ? read(tokens, definitions, depth + 1).entity
      : source(tokens, definitions, depth + 1);
  }
  const name = target(tokens);
  return tokens.peek() === '(' ? '' : name;
}

function target(tokens: SqlTokens): string {
  tokens.take('only');
  return tokens.takeName() ?? '';
}

/** `create temporary table if not exists t`; nothing for views, indexes and the like. */
function definedTable(tokens: SqlTokens): string {
  const MOST_WORDS_BETWEEN = 4;
  for (let word = 0; word < MOST_WORDS_BETWEEN; word += 1) {
    if (tokens.takeWord() !== 'table') continue;
    if (tokens.take('if')) {
      tokens.take('not');
      tokens.take('exists');
    }
    return target(tokens);
  }
  return '';
}

/** The table behind one that WITH defines. */
function resolved(name: string, tokens: SqlTokens, definitions: Definitions, depth: number): string {
  const at = definitions.get(name);
  if (at === undefined) return name;
  // Once each: a recursive definition reads itself.
  definitions.delete(name);
  const { entity } = read(tokens.at(at), definitions, depth + 1);
  return entity === '' ? name : entity;
}
