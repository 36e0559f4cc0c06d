/** The first line in which a file differs from what it should be. */
export interface StaleLine {
  readonly line: number;
  /** Undefined past the end. */
  readonly is: string | undefined;
  readonly should: string | undefined;
}

/** @returns undefined where nothing differs; kinds of line end are no difference */
export function staleLine(is: string, should: string): StaleLine | undefined {
  const [lines, wanted] = [is, should].map((text) => text.replaceAll('\r\n', '\n').split('\n')) as [string[], string[]];
  for (let index = 0; index < Math.max(lines.length, wanted.length); index += 1) {
    if (lines[index] !== wanted[index]) return { line: index + 1, is: lines[index], should: wanted[index] };
  }
  return undefined;
}
