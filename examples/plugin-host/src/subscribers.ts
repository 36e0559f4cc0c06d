/** What became of everything that was recorded while a subscriber was there. */
export interface Reception {
  readonly delivered: number;
  /** It was too slow for these. */
  readonly lagged: number;
  readonly pending: number;
}

/** How subscribers keep up. */
export function subscribersText(receptions: Readonly<Record<string, Reception>>): string {
  return [
    aligned('subscriber', ['delivered', 'lagged', 'pending']),
    ...Object.entries(receptions).map(([who, { delivered, lagged, pending }]) =>
      aligned(who, [delivered, lagged, pending].map(String)),
    ),
  ].join('\n');
}

/** What a receiver of the bus says of itself. */
export function receptionOf(receiver: { delivered: number; missed: number; pending: number }): Reception {
  return { delivered: receiver.delivered, lagged: receiver.missed, pending: receiver.pending };
}

function aligned(who: string, cells: readonly string[]): string {
  return `${who.padEnd(18)}${cells.map((cell) => cell.padStart(10)).join('')}`;
}
