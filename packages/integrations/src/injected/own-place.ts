/** Where this package is; of a bundle, where the program runs. */
export function ownPlace(): string {
  const here = import.meta.url as string | undefined;
  return here ?? `${process.cwd()}/`;
}
