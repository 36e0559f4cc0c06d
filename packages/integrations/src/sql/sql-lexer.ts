import type { SqlDialect } from './sql-dialect.js';

/** A word in lower case, a sign, or null for what holds data or a quoted name. */
export interface Token {
  readonly text: string | null;
  /** As an identifier: as it is written, without its quotes. */
  readonly name?: string;
  /** What the database compares names by. */
  readonly key?: string;
  readonly isWord: boolean;
}

// Enough for the head of any statement written by hand or by a query builder; values beyond are never looked at.
const LONGEST_READ = 16_384;

/** What comes after the last token. */
export const END: Token = Object.freeze({ text: null, isWord: false });
const DATA: Token = Object.freeze({ text: null, isWord: false });

/** Cuts an SQL text into its tokens, one at a time. */
export class SqlLexer {
  private readonly text: string;
  private readonly isCut: boolean;
  private offset = 0;
  /** Whether the last token was a literal in which a backslash escapes. */
  private isEscaped = false;

  constructor(
    text: string,
    private readonly dialect: SqlDialect,
  ) {
    this.text = text.slice(0, LONGEST_READ);
    this.isCut = text.length > LONGEST_READ;
  }

  /** The next token; undefined for what is between tokens. */
  next(): Token | undefined {
    if (this.offset >= this.text.length) return END;
    const match = this.match();
    if (match === null) return END;
    const [text] = match;
    const { space, comment, quoted, escaped, literal, dollars, word } = match.groups ?? {};
    this.offset += text.length;
    if (space !== undefined) return undefined;
    if (comment !== undefined) {
      this.skipComment();
      return undefined;
    }
    this.isEscaped = escaped !== undefined;
    if (dollars !== undefined) return this.skipDollars(text);
    // Half a name is no name.
    if (this.isCut && this.offset === this.text.length) return END;
    if (word !== undefined) return { text: text.toLowerCase(), name: text, key: text.toLowerCase(), isWord: true };
    if (quoted === undefined && literal === undefined && escaped === undefined) return { text, isWord: false };
    if (this.dialect.isUnsureOfBackslashes && endsInEscape(text)) return this.end();
    return quoted === undefined ? DATA : this.quotedName(text);
  }

  private match(): RegExpExecArray | null {
    // A literal with escapes that goes on in the next line goes on with them.
    const goesOn = this.isEscaped && this.text.charAt(this.offset) === "'";
    const token = goesOn ? ESCAPED_AGAIN : this.dialect.token;
    token.lastIndex = this.offset;
    return token.exec(this.text);
  }

  /** Where two servers would read on differently nothing is read. */
  private end(): Token {
    this.offset = this.text.length;
    return END;
  }

  private skipDollars(quote: string): Token {
    const end = this.text.indexOf(quote, this.offset);
    this.offset = end < 0 ? this.text.length : end + quote.length;
    return DATA;
  }

  private skipComment(): void {
    const EDGE = /\/\*|\*\//g;
    EDGE.lastIndex = this.offset;
    for (let depth = 1; depth > 0; ) {
      const edge = EDGE.exec(this.text);
      if (edge === null) {
        this.offset = this.text.length;
        return;
      }
      if (edge[0] === '*/') depth -= 1;
      else if (this.dialect.nestsComments) depth += 1;
      else EDGE.lastIndex -= 1; // The star of /*/ may end a comment.
      this.offset = EDGE.lastIndex;
    }
  }

  private quotedName(text: string): Token {
    const close = text.startsWith('[') ? ']' : text.charAt(0);
    if (text.length < 2 || !text.endsWith(close)) return DATA;
    const name = text.slice(1, -1).replaceAll(close + close, close);
    return { text: null, name, key: this.dialect.quotesKeepCase ? name : name.toLowerCase(), isWord: false };
  }
}

const ESCAPED_AGAIN = /(?<escaped>'(?:[^'\\]|\\[\s\S]?|'')*(?:'|$))/y;

/** Whether there is an odd number of backslashes before the quote that ends this literal. In backticks they escape nothing. */
function endsInEscape(literal: string): boolean {
  if (literal.startsWith('`')) return false;
  let backslashes = 0;
  while (literal.charAt(literal.length - 2 - backslashes) === '\\') backslashes += 1;
  return backslashes % 2 === 1;
}
