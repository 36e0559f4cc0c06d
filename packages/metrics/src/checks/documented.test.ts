import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { levelOf, type RuleId } from './rule.js';

it('every rule has a row in docs/guides/lint-a-catalog.md with its level, and every row a rule', () => {
  const guide = readFileSync(join(__dirname, '../../../../docs/guides/lint-a-catalog.md'), 'utf8');
  const rows = [...guide.matchAll(/^\| `([a-z0-9-]+)` \| (error|warn|info) \|/gm)];
  const [declared = ''] =
    /^export type RuleId(?:.|\n)*?^const/m.exec(readFileSync(join(__dirname, 'rule.ts'), 'utf8')) ?? [];
  const ids = [...declared.matchAll(/'([a-z0-9-]+)'/g)].map(([, id]) => id);
  expect(rows.map(([, id]) => id).sort()).toEqual(ids.sort());
  for (const [, id, level] of rows) expect([id, levelOf(id as RuleId)]).toEqual([id, level]);
});
