export const dynamic = 'force-dynamic';

export async function GET(_request, { params }) {
  const { lot } = await params;
  if (lot === 'lost') throw new RangeError('no such lot');
  return new Response(lot);
}
