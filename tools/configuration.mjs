// node tools/configuration.mjs [--check]
//
// Writes docs/configuration.md: every environment variable, as it is declared where it is read. With --check it writes nothing,
// and fails where the page is not what it would write.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildSync } from 'esbuild';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PAGE = join(ROOT, 'docs', 'configuration.md');
const SOURCE = join(ROOT, 'packages', 'node', 'src', 'settings', 'environment', 'variables.ts');

const INTRODUCTION = `# Environment variables

What is given in code goes first, then the variable, then the default.

- A variable that is set to nothing counts as not set. Names of values may be in upper or lower case.
- A variable that cannot work is said once, as \`register.variable\` (docs/errors.md); the next variable or the default holds, and
  the application goes on. \`registerInstrumentation({ strict: true })\` throws instead.
- A variable that begins with \`OTEL_\` or \`PORTCALL_\`, is not in these tables and has nearly the name of one that is, is pointed out
  with that name.

Written by \`node tools/configuration.mjs\` from the code that reads them.
`;

const { values: options } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const text = pageOf(variables());
const isStale = !existsSync(PAGE) || readFileSync(PAGE, 'utf8') !== text;
if (isStale && options.check) {
  console.error('docs/configuration.md: not what the code says; run node tools/configuration.mjs');
  process.exitCode = 1;
} else if (isStale) writeFileSync(PAGE, text);

function variables() {
  const folder = mkdtempSync(join(ROOT, 'node_modules', '.portcall-configuration-'));
  try {
    const outfile = join(folder, 'variables.cjs');
    buildSync({
      entryPoints: [SOURCE],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      external: ['@opentelemetry/*'],
      tsconfig: join(ROOT, 'tsconfig.json'),
      define: { 'import.meta.url': '__filename' },
      logLevel: 'error',
    });
    return createRequire(import.meta.url)(outfile).VARIABLES;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function pageOf(all) {
  const read = all.filter(({ unread }) => unread === undefined);
  const unread = all.filter((one) => one.unread !== undefined);
  return [
    INTRODUCTION,
    table(
      ['variable', 'takes', 'default', 'says', 'of'],
      read.map(({ name, kind, default: otherwise, does, by }) => [code(name), kind, code(otherwise), does, by]),
    ),
    '## Said not to be read\n\nWhere one of these is set it is said once, as `register.variable_unread`.\n',
    table(
      ['variable', 'would say', 'not read, as', 'of'],
      unread.map(({ name, does, unread: why, by }) => [code(name), does, why, by]),
    ),
  ].join('\n');
}

function table(head, rows) {
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
  return [line(head), `|${head.map(() => '---').join('|')}|\n`, ...rows.map(line)].join('');
}

/** Of a default that is a sentence, as it is. */
function code(text) {
  return text === '' || text.includes(' ') ? text : `\`${text}\``;
}
