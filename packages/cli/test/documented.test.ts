import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../../..');

it('every finding has a row in docs/doctor.md, and every row a finding', () => {
  const rows = readFileSync(join(root, 'docs/doctor.md'), 'utf8').matchAll(/^\| `([a-z_.]+)` \|/gm);
  const documented = [...rows].map(([, id]) => id);
  const found = ['packages/doctor/src', 'packages/node/src'].flatMap((folder) => idsIn(join(root, folder)));
  expect(documented.sort()).toEqual([...new Set(found)].sort());
});

function idsIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => [...readFileSync(join(folder, file), 'utf8').matchAll(/\bid: '([a-z]+\.[a-z_]+)'/g)])
    .map(([, id]) => id as string);
}
