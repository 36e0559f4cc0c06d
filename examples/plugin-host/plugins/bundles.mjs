// Which of some things to buy for a budget. It looks at every selection there is and keeps them all, so that each thing more
// doubles its memory: with some twenty it takes more than any plugin gets.

/** @param {{ prices: readonly number[], budget: number }} wishes */
export function best({ prices, budget }) {
  let selections = [{ chosen: [], total: 0 }];
  for (const price of prices) {
    selections = selections.concat(
      selections.map(({ chosen, total }) => ({ chosen: [...chosen, price], total: total + price })),
    );
  }
  return selections.reduce((best, one) => (one.total <= budget && one.total > best.total ? one : best));
}
