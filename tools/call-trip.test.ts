import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

type Trip = Readonly<Record<string, readonly string[]>>;

describe('one call, followed with a finger', () => {
  const trip = JSON.parse(
    execFileSync(process.execPath, [join(__dirname, 'call-trip.mjs')], { encoding: 'utf8', stdio: 'pipe' }),
  ) as Trip;
  const map = readFileSync(join(__dirname, '../docs/map.md'), 'utf8');
  const [, said = ''] = /^(An async call .*? runs through [\s\S]*?\.) /m.exec(map) ?? [];

  it('goes where docs/map.md leads', () => {
    expect(Object.values(trip).flat()).toEqual(expect.arrayContaining(['traced.ts', 'running/run-call.ts']));
  });

  it('runs through as many files as docs/map.md says', () => {
    const counted = Object.entries(trip).map(([room, files]) => [room, files.length] as const);
    const shown = [...said.matchAll(/(\d+) of\s+`(\w+)`/g)].map(([, count, room]) => [room, Number(count)]);
    expect(new Map(shown as [string, number][])).toEqual(new Map(counted));
    expect(said).toContain(`through ${counted.reduce((sum, [, count]) => sum + count, 0)} files`);
  });
});
