/** How many there are of each function and outcome. */
export class Tally {
  private readonly numbers = new Map<string, number>();

  count(fnName: string, outcome: string, by = 1): void {
    const key = `${fnName} ${outcome}`;
    this.numbers.set(key, this.of(key) + by);
  }

  /** @param key function and outcome, like `placeBid ok` */
  of(key: string): number {
    return this.numbers.get(key) ?? 0;
  }

  /** Of one function, whatever the outcome. */
  total(fnName: string): number {
    return [...this.numbers].reduce((sum, [key, number]) => (key.startsWith(`${fnName} `) ? sum + number : sum), 0);
  }

  keys(): readonly string[] {
    return [...this.numbers.keys()];
  }

  /** Both together. */
  plus(other: Tally): Tally {
    const sum = new Tally();
    for (const key of new Set([...this.keys(), ...other.keys()])) sum.numbers.set(key, this.of(key) + other.of(key));
    return sum;
  }
}
