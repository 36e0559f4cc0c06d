import type { OpName } from '@portcall/trace';
import { targetOf } from './sql-target.js';
import type { SqlName, SqlTokens } from './sql-tokens.js';

/** What a statement does, and to which table; both are words of its text that cannot be anybody's data. */
export interface SqlStatement {
  readonly op: OpName;
  /** The first table, with its schema where it is written; empty where the text does not tell. */
  readonly entity: string;
}

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

const FROM = new Set(['from']);
const NEXT_SOURCE = new Set([',', 'join', 'apply']);
/** What ends a FROM. */
const AFTER_FROM = new Set(
  'where group having order limit offset fetch window union intersect except for returning'.split(' '),
);
const STARTS_QUERY: ReadonlySet<string | null> = new Set(['select', 'with', 'values', 'table']);
const EXPLAIN_OPTIONS = new Set(['analyze', 'analyse', 'verbose', 'query', 'plan', 'extended', 'partitions']);

const DEEPEST = 20;

/** Stands for the query of a name that was followed there. */
const ALREADY_READ = -1;

/** Reads one statement; of several, the first. */
export class SqlReader {
  /** Where the query of each name is that WITH defines. */
  private readonly definitions = new Map<string, number>();
  /** Whether what WITH defines may read itself: in its own query its name is no table then. */
  private isRecursive = false;
  /** The first name of WITH that was read, for a statement that reads no table at all. */
  private defined = '';
  private depth = 0;

  constructor(private readonly tokens: SqlTokens) {}

  read(): SqlStatement {
    const { op, entity } = this.statement();
    return { op, entity: entity === '' ? this.defined : entity };
  }

  private statement(): SqlStatement {
    const { tokens } = this;
    while (tokens.take('(') || tokens.take(';'));
    const first = tokens.takeWord();
    const keyword = first === 'with' ? this.readDefinitions() : first;
    if (keyword === undefined) return { op: 'query', entity: '' };
    const op = OPS.get(keyword) ?? (KEYWORDS.has(keyword) ? keyword : 'query');
    return { op, entity: this.tableOf(keyword) };
  }

  /** `a as (…), b(x) as materialized (…)`; gives the word after them. */
  private readDefinitions(): string | undefined {
    const { tokens } = this;
    if (tokens.take('recursive')) this.isRecursive = true;
    do {
      const name = tokens.takeName();
      if (name?.key === undefined) return undefined;
      tokens.skipGroup();
      if (!tokens.take('as')) return undefined;
      tokens.take('not');
      tokens.take('materialized');
      if (tokens.peek() !== '(') return undefined;
      this.definitions.set(name.key, tokens.position + 1);
      tokens.skipGroup();
      this.skipOrderOfRecursion();
    } while (tokens.take(','));
    return tokens.takeWord();
  }

  /** `search depth first by id set place`, `cycle id set is_cycle to true default false using path`. */
  private skipOrderOfRecursion(): void {
    const { tokens } = this;
    while (tokens.peek() === 'search' || tokens.peek() === 'cycle') {
      if (!tokens.skipTo(SET)) return;
      tokens.takeName();
      if (tokens.take('to')) tokens.at(tokens.position + 1);
      if (tokens.take('default')) tokens.at(tokens.position + 1);
      if (tokens.take('using')) tokens.takeName();
    }
  }

  private tableOf(keyword: string): string {
    const { tokens } = this;
    switch (keyword) {
      case 'select':
        return this.selected();
      case 'explain':
        return this.explained();
      case 'copy':
        return tokens.take('(') ? this.inner(() => this.statement().entity) : textOf(targetOf(keyword, tokens));
      case 'declare':
        return tokens.skipTo(FOR) ? this.inner(() => this.statement().entity) : '';
      case 'prepare':
        return tokens.skipTo(AS) ? this.inner(() => this.statement().entity) : '';
      case 'table':
        return this.resolved(targetOf(keyword, tokens));
      case 'update':
      case 'delete': {
        const target = targetOf(keyword, tokens);
        return tokens.dialect.writesThroughWith ? this.resolved(target) : textOf(target);
      }
      default:
        return textOf(targetOf(keyword, tokens));
    }
  }

  private selected(): string {
    while (this.skipToFrom()) {
      const table = this.firstSource();
      if (table !== '') return table;
    }
    return '';
  }

  /** The FROM of this SELECT: not that of a subquery, nor the one in `a IS DISTINCT FROM b`. */
  private skipToFrom(): boolean {
    const { tokens } = this;
    while (tokens.skipTo(FROM)) {
      if (tokens.wordBefore(2) !== 'distinct' || !/^(is|not)$/.test(tokens.wordBefore(3) ?? '')) return true;
    }
    return false;
  }

  /** The first table of a FROM; where a source has none, like a function or VALUES, that of the next one. */
  private firstSource(): string {
    do {
      const table = this.source();
      if (table !== '') return table;
    } while (this.tokens.skipTo(NEXT_SOURCE, AFTER_FROM));
    return '';
  }

  private source(): string {
    const { tokens } = this;
    while (tokens.take('only') || tokens.take('lateral'));
    if (tokens.peek() === '(') return this.group();
    const name = tokens.takeName();
    if (name?.key === 'rows' && tokens.take('from')) {
      tokens.skipGroup();
      return '';
    }
    if (tokens.peek() !== '(') return this.resolved(name);
    // A function.
    tokens.skipGroup();
    return '';
  }

  /** A subquery, or a join in parentheses. */
  private group(): string {
    const { tokens } = this;
    const start = tokens.position;
    tokens.take('(');
    const table = this.inner(() => (STARTS_QUERY.has(tokens.peek()) ? this.statement().entity : this.firstSource()));
    tokens.at(start).skipGroup();
    return table;
  }

  /** `explain analyze select …`, `explain (costs off) select …`, `explain query plan select …`. */
  private explained(): string {
    const { tokens } = this;
    tokens.takeAll(EXPLAIN_OPTIONS);
    if (tokens.take('format') && tokens.take('=')) tokens.takeWord();
    const start = tokens.position;
    const isQuery = tokens.take('(') && (tokens.peek() === '(' || STARTS_QUERY.has(tokens.peek()));
    tokens.at(start);
    if (!isQuery) tokens.skipGroup();
    return this.inner(() => this.statement().entity);
  }

  /** The table behind a name that WITH may define. */
  private resolved(name: SqlName | undefined): string {
    const { tokens, definitions } = this;
    const at = name?.key === undefined ? undefined : definitions.get(name.key);
    if (name?.key === undefined || at === undefined) return textOf(name);
    if (at === ALREADY_READ) return '';
    // Once each: a recursive definition reads itself, and any other may be named like the table that it reads.
    if (this.isRecursive) definitions.set(name.key, ALREADY_READ);
    else definitions.delete(name.key);
    if (this.defined === '') this.defined = textOf(name);
    const after = tokens.position;
    tokens.at(at);
    const table = this.inner(() => this.statement().entity);
    tokens.at(after);
    return table;
  }

  private inner(read: () => string): string {
    if (this.depth >= DEEPEST) return '';
    this.depth += 1;
    const table = read();
    this.depth -= 1;
    return table;
  }
}

const SET = new Set(['set']);
const FOR = new Set(['for']);
const AS = new Set(['as']);

function textOf(name: SqlName | undefined): string {
  return name === undefined ? '' : name.parts.join('.');
}
