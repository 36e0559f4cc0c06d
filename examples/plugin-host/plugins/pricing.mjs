// What an order costs. All amounts are in cents.

const VAT = { DE: 19, FR: 20, NO: 25, SE: 25 };
const REBATES = [
  { from: 100_000, percent: 10 },
  { from: 20_000, percent: 5 },
];

/**
 * @param {{ country: string, items: readonly { price: number, quantity: number }[] }} order
 * @throws Error for what nobody can buy
 */
export function quote({ country, items }) {
  if (!Object.hasOwn(VAT, country)) throw new Error(`no VAT rate for ${country}`);
  for (const { price, quantity } of items) {
    if (!Number.isSafeInteger(quantity) || quantity < 1) throw new Error(`nobody can buy ${quantity} of something`);
    if (!Number.isSafeInteger(price) || price < 0) throw new Error(`${price} is no price in cents`);
  }
  const goods = items.reduce((sum, { price, quantity }) => sum + price * quantity, 0);
  const { percent } = REBATES.find(({ from }) => goods >= from) ?? { percent: 0 };
  const net = goods - Math.round((goods * percent) / 100);
  const vat = Math.round((net * VAT[country]) / 100);
  return { net, vat, gross: net + vat };
}
