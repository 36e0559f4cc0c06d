// What a worker of a pool runs. Nothing in it knows of where its tasks come from.
import { traced } from '@portcall/trace';

const decode = traced('decode', { type: 'query' }, async () => {});

export default async function resize({ width, left = 0 }) {
  await decode();
  if (width < 0) throw new RangeError('no width');
  await new Promise((resolve) => setTimeout(resolve, left));
  return width * 2;
}

export const crop = ({ width }) => width - 1;
