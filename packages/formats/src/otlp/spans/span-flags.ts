// Whether it is known that the parent is of another process, and whether it is.
const KNOWS_IS_REMOTE = 0x100;
const IS_REMOTE = 0x200;

/** `Span.flags` and `Link.flags`: those of W3C Trace Context, and where the parent comes from. */
export function flagsOf(
  { traceFlags }: { readonly traceFlags: number },
  parent: { readonly isRemote?: boolean | undefined } | undefined,
): number {
  return (traceFlags & 0xff) | KNOWS_IS_REMOTE | (parent?.isRemote === true ? IS_REMOTE : 0);
}
