/**
 * Goes through a JSON text from its beginning to its end, once, without making anything of its values: they can be copied as
 * they are written, where numbers that are parsed and written again may have changed. The text must be one that can be parsed.
 */
export class JsonCursor {
  at = 0;

  constructor(private readonly text: string) {}

  /** Goes past what begins a list or an object. @throws RangeError where something else stands there */
  enter(open: '[' | '{'): void {
    this.skipGap();
    if (this.text[this.at] !== open) throw new RangeError();
    this.at += 1;
  }

  /** Whether the list or object ends here; then it goes past its end, and otherwise to what comes next in it. */
  leaves(close: ']' | '}'): boolean {
    this.skipGap();
    if (this.text[this.at] !== close) return false;
    this.at += 1;
    return true;
  }

  /** The key that stands here; what comes next is its value. */
  key(): string {
    return JSON.parse(this.value()) as string;
  }

  /** The value that stands here, as it is written. */
  value(): string {
    this.skipGap();
    const start = this.at;
    this.skipValue();
    return this.text.slice(start, this.at);
  }

  private skipValue(): void {
    switch (this.text.charCodeAt(this.at)) {
      case QUOTE:
        this.at = this.endOfText(this.at);
        break;
      case BRACE:
      case BRACKET:
        this.at = this.endOfNested(this.at);
        break;
      default:
        WORD.lastIndex = this.at;
        WORD.test(this.text);
        this.at = WORD.lastIndex;
    }
  }

  private endOfNested(start: number): number {
    let at = start;
    let depth = 0;
    do {
      const code = this.text.charCodeAt(at);
      if (code === QUOTE) at = this.endOfText(at) - 1;
      else if (code === BRACE || code === BRACKET) depth += 1;
      else if (code === BRACE_END || code === BRACKET_END) depth -= 1;
      at += 1;
    } while (depth > 0);
    return at;
  }

  private endOfText(start: number): number {
    let at = start;
    do at = this.text.indexOf('"', at + 1);
    while (this.isEscaped(at));
    return at + 1;
  }

  private isEscaped(quote: number): boolean {
    let start = quote;
    while (this.text.charCodeAt(start - 1) === BACKSLASH) start -= 1;
    return (quote - start) % 2 === 1;
  }

  /** Past commas and colons as well: a text that can be parsed has them where they belong. */
  private skipGap(): void {
    let code = this.text.charCodeAt(this.at);
    while (code <= SPACE || code === COMMA || code === COLON) {
      this.at += 1;
      code = this.text.charCodeAt(this.at);
    }
  }
}

const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const BRACKET_END = 0x5d;
const BRACE = 0x7b;
const BRACE_END = 0x7d;

/** A number, `true`, `false` or `null`. */
const WORD = /[-+.\w]+/y;
