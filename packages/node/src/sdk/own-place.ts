/**
 * Where this package is. Of a bundle it is where that was made, as far as the bundler leaves it, and else where the program
 * runs.
 */
export function ownPlace(): string {
  const here: string | undefined = import.meta.url;
  return here ?? `${process.cwd()}/`;
}
