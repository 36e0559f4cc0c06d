import type { FileNode } from './node-of-file.js';

/** The variables that say the same as a file, and where it says that. */
export class FileVariables {
  private readonly said = new Map<string, string>();
  private readonly saidAt = new Map<string, string>();

  /** @param file as it is named to people */
  constructor(private readonly file: string) {}

  get texts(): ReadonlyMap<string, string> {
    return this.said;
  }

  /** Of each variable file, line, column and path, as they may be printed: `otel.yaml:12:3: tracer_provider.sampler`. */
  get places(): ReadonlyMap<string, string> {
    return this.saidAt;
  }

  has(variable: string): boolean {
    return this.said.has(variable);
  }

  /** @param at the part of the file that says it */
  set(variable: string, text: string, at: FileNode | undefined): void {
    this.said.set(variable, text);
    this.place(variable, at);
  }

  /** Says what a part says in one text, where it does. */
  put(variable: string, node: FileNode | undefined): void {
    if (node?.text !== undefined && node.text !== '') this.set(variable, node.text, node);
  }

  /** Where a default comes from. */
  place(variable: string, at: FileNode | undefined): void {
    if (at === undefined) return;
    this.saidAt.set(variable, `${this.file}:${at.place}${at.path === '' ? '' : `: ${at.path}`}`);
  }
}
