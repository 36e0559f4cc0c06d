/**
 * The name that is nearest to one that is misspelt: that takes the fewest letters added, left out, exchanged or swapped with
 * their neighbour, at most one in six.
 */
export function nearestName(misspelt: string, names: readonly string[]): string | undefined {
  const most = Math.max(2, Math.floor(misspelt.length / 6));
  let nearest: string | undefined;
  let least = most + 1;
  for (const name of names) {
    if (Math.abs(name.length - misspelt.length) >= least) continue;
    const distance = distanceOf(misspelt, name);
    if (distance >= least) continue;
    nearest = name;
    least = distance;
  }
  return nearest;
}

/**
 * Damerau and Levenshtein's, where no part is edited twice.
 * @see https://en.wikipedia.org/wiki/Damerau%E2%80%93Levenshtein_distance#Optimal_string_alignment_distance
 */
export function distanceOf(one: string, other: string): number {
  let twoBack: readonly number[] = [];
  let before: readonly number[] = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let row = 1; row <= one.length; row += 1) {
    const now = [row];
    for (let at = 1; at <= other.length; at += 1) now.push(cell({ one, other, row, at, now, before, twoBack }));
    twoBack = before;
    before = now;
  }
  return before[other.length] as number;
}

interface Cell {
  readonly one: string;
  readonly other: string;
  readonly row: number;
  readonly at: number;
  readonly now: readonly number[];
  readonly before: readonly number[];
  readonly twoBack: readonly number[];
}

function cell({ one, other, row, at, now, before, twoBack }: Cell): number {
  const isSame = one[row - 1] === other[at - 1];
  const edited = Math.min(
    (before[at] as number) + 1,
    (now[at - 1] as number) + 1,
    (before[at - 1] as number) + (isSame ? 0 : 1),
  );
  const isSwapped = row > 1 && at > 1 && one[row - 1] === other[at - 2] && one[row - 2] === other[at - 1];
  return isSwapped ? Math.min(edited, (twoBack[at - 2] as number) + 1) : edited;
}
