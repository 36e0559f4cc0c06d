import type { SqlDialect } from './sql-dialect.js';
import { END, SqlLexer, type Token } from './sql-lexer.js';

/** A name, with its schema where it is written. */
export interface SqlName {
  readonly parts: readonly string[];
  /** What the database compares names by; undefined for one with a schema, which WITH cannot define. */
  readonly key: string | undefined;
}

/** The words, names and signs of an SQL text, read no further than asked for; comments are left out. */
export class SqlTokens {
  private readonly tokens: Token[] = [];
  private readonly lexer: SqlLexer;
  private index = 0;

  constructor(
    text: string,
    readonly dialect: SqlDialect,
  ) {
    this.lexer = new SqlLexer(text, dialect);
  }

  get position(): number {
    return this.index;
  }

  /** Goes on reading elsewhere in the same text. */
  at(position: number): this {
    this.index = position;
    return this;
  }

  /** The next word or sign, without going past it. */
  peek(): string | null {
    return this.token(this.index).text;
  }

  /** Goes past this word or sign, if it is the next. */
  take(text: string): boolean {
    if (this.peek() !== text) return false;
    this.index += 1;
    return true;
  }

  /** Goes past all of these words that come next. */
  takeAll(words: ReadonlySet<string | null>): void {
    while (words.has(this.peek())) this.index += 1;
  }

  /** Goes past a word. */
  takeWord(): string | undefined {
    const { text, isWord } = this.token(this.index);
    if (!isWord || text === null) return undefined;
    this.index += 1;
    return text;
  }

  /** Goes past a name, quoted or not, with its schema. */
  takeName(): SqlName | undefined {
    const parts: string[] = [];
    let lastKey: string | undefined;
    do {
      const { name, key } = this.token(this.index);
      if (name === undefined) return undefined;
      parts.push(name);
      lastKey = key;
      this.index += 1;
    } while (this.take('.'));
    return { parts, key: parts.length === 1 ? lastKey : undefined };
  }

  /** Goes past the next of these words in this statement that is in no parentheses, and not past one of the others. */
  skipTo(words: ReadonlySet<string | null>, others: ReadonlySet<string | null> = NONE): boolean {
    for (;;) {
      const token = this.token(this.index);
      if (token === END || token.text === ')' || token.text === ';' || others.has(token.text)) return false;
      if (token.text === '(') this.skipGroup();
      else {
        this.index += 1;
        if (words.has(token.text)) return true;
      }
    }
  }

  /** Goes past `(…)`, and to the end where it is not closed. Does nothing elsewhere. */
  skipGroup(): void {
    if (this.peek() !== '(') return;
    let depth = 0;
    do {
      const token = this.token(this.index);
      if (token === END) return;
      if (token.text === '(') depth += 1;
      else if (token.text === ')') depth -= 1;
      this.index += 1;
    } while (depth > 0);
  }

  /** The word that stood so many tokens ago. */
  wordBefore(tokens: number): string | null {
    return this.tokens[this.index - tokens]?.text ?? null;
  }

  private token(index: number): Token {
    while (index >= this.tokens.length) {
      const token = this.lexer.next();
      if (token === END) return END;
      if (token !== undefined) this.tokens.push(token);
    }
    return this.tokens[index] ?? END;
  }
}

const NONE: ReadonlySet<string | null> = new Set();
