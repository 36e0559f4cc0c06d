/** A part of a configuration file, which remembers what of it was read. */
export class FileNode {
  private readonly taken = new Set<string>();

  constructor(
    readonly path: string,
    /** Line and column, as they may be printed: `12:3`. */
    readonly place: string,
    readonly value: string | number | boolean | null | readonly FileNode[] | ReadonlyMap<string, FileNode>,
  ) {}

  /** A member; undefined where there is none. */
  get(key: string): FileNode | undefined {
    this.taken.add(key);
    return this.members().get(key);
  }

  /** The only member of one that is a choice, such as an exporter or a sampler. */
  get choice(): readonly [name: string, node: FileNode] | undefined {
    const [first, ...further] = this.members();
    if (first === undefined || further.length > 0) return undefined;
    this.taken.add(first[0]);
    return first;
  }

  get items(): readonly FileNode[] {
    return Array.isArray(this.value) ? (this.value as readonly FileNode[]) : [];
  }

  /** What it says in one text; undefined for nothing, and for what has parts. */
  get text(): string | undefined {
    return this.value === null || typeof this.value === 'object' ? undefined : String(this.value);
  }

  /** Every part that nobody has read, the outermost. */
  unread(): readonly FileNode[] {
    if (Array.isArray(this.value)) return this.items.flatMap((item) => item.unread());
    return [...this.members()].flatMap(([key, member]) => (this.taken.has(key) ? member.unread() : [member]));
  }

  private members(): ReadonlyMap<string, FileNode> {
    return this.value instanceof Map ? (this.value as ReadonlyMap<string, FileNode>) : NONE;
  }
}

const NONE: ReadonlyMap<string, FileNode> = new Map();
