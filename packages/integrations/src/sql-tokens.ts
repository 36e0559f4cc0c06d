/** A word in lower case, a sign, or null for what holds data or a quoted name. */
interface Token {
  readonly text: string | null;
  /** As an identifier: as it is written, without its quotes. */
  readonly name?: string;
  readonly isWord: boolean;
}

// Enough for the head of any statement written by hand or by a query builder; values beyond are never looked at.
const LONGEST_READ = 16_384;

// What begins a literal or a comment and does not end belongs to it up to the end of the text.
const TOKEN = new RegExp(
  [
    String.raw`(?<space>\s+|--[^\n]*)`,
    '(?<comment>/[*])',
    '(?<quoted>"(?:[^"]|"")*(?:"|$)|`(?:[^`]|``)*(?:`|$))',
    String.raw`(?<literal>[eE]'(?:[^'\\]|\\[^])*(?:'|$)|'[^']*(?:'|$)|\d[\w.]*)`,
    String.raw`(?<dollars>\$(?:[A-Za-z_\x80-\uffff][\w\x80-\uffff]*)?\$)`,
    String.raw`(?<word>[A-Za-z_\x80-\uffff][\w$\x80-\uffff]*)`,
    '(?<sign>[^])',
  ].join('|'),
  'y',
);

const END: Token = Object.freeze({ text: null, isWord: false });
const DATA: Token = Object.freeze({ text: null, isWord: false });

/** The words, names and signs of an SQL text, read no further than asked for; comments are left out. */
export class SqlTokens {
  private readonly tokens: Token[] = [];
  private readonly text: string;
  private readonly isCut: boolean;
  private offset = 0;
  private index = 0;

  constructor(text: string) {
    this.text = text.slice(0, LONGEST_READ);
    this.isCut = text.length > LONGEST_READ;
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

  /** Goes past a word. */
  takeWord(): string | undefined {
    const { text, isWord } = this.token(this.index);
    if (!isWord || text === null) return undefined;
    this.index += 1;
    return text;
  }

  /** Goes past a name, quoted or not, with its schema. */
  takeName(): string | undefined {
    const parts: string[] = [];
    do {
      const { name } = this.token(this.index);
      if (name === undefined) return undefined;
      parts.push(name);
      this.index += 1;
    } while (this.take('.'));
    return parts.join('.');
  }

  /** Goes past the next such word of this statement that is in no parentheses. */
  skipTo(word: string): boolean {
    for (;;) {
      const token = this.token(this.index);
      if (token === END || token.text === ')' || token.text === ';') return false;
      if (token.text === '(') this.skipGroup();
      else {
        this.index += 1;
        if (token.text === word) return true;
      }
    }
  }

  /** Goes past `(…)`, and to the end where it is not closed. */
  skipGroup(): void {
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
      const token = this.next();
      if (token === END) return END;
      if (token !== undefined) this.tokens.push(token);
    }
    return this.tokens[index] ?? END;
  }

  /** Undefined for what is between tokens. */
  private next(): Token | undefined {
    if (this.offset >= this.text.length) return END;
    TOKEN.lastIndex = this.offset;
    const match = TOKEN.exec(this.text);
    if (match === null) return END;
    const text = match[0];
    const groups = match.groups as Readonly<Record<string, string | undefined>>;
    this.offset += text.length;
    if (groups['space'] !== undefined) return undefined;
    if (groups['comment'] !== undefined) {
      this.skipComment();
      return undefined;
    }
    if (groups['dollars'] !== undefined) {
      const end = this.text.indexOf(text, this.offset);
      this.offset = end < 0 ? this.text.length : end + text.length;
      return DATA;
    }
    // Half a name is no name.
    if (this.isCut && this.offset === this.text.length) return END;
    if (groups['word'] !== undefined) return { text: text.toLowerCase(), name: text, isWord: true };
    if (groups['quoted'] !== undefined) return quotedName(text);
    return groups['sign'] === undefined ? DATA : { text, isWord: false };
  }

  /** Comments may stand in comments. */
  private skipComment(): void {
    const EDGE = /\/\*|\*\//g;
    EDGE.lastIndex = this.offset;
    for (let depth = 1; depth > 0; ) {
      const edge = EDGE.exec(this.text);
      if (edge === null) {
        this.offset = this.text.length;
        return;
      }
      depth += edge[0] === '/*' ? 1 : -1;
      this.offset = EDGE.lastIndex;
    }
  }
}

function quotedName(text: string): Token {
  const quote = text.charAt(0);
  if (text.length < 2 || !text.endsWith(quote)) return DATA;
  return { text: null, name: text.slice(1, -1).replaceAll(quote + quote, quote), isWord: false };
}
