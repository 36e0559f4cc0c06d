import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { root } from './prepare.mjs';

// Asks the translator that Prometheus and the Collector run (prometheus/otlptranslator v1.0.0) for the names of seeded
// instruments, and keeps its answers for machines that have no Go: a few of every shape that an answer can have, so that
// rare ones are there too.

const ASKED = 50_000;
const SEED = 1;
const KEPT_OF_A_SHAPE = 2;
const TESTS = join(root, 'packages/metrics/test');

const { randomInstruments } = fromTypeScript(join(TESTS, 'random-instruments.ts'));
const { translated } = fromTypeScript(join(TESTS, 'translator.ts'));

const instruments = randomInstruments(ASKED, SEED);
const answers = translated(instruments);
const ofShape = new Map();
const rows = instruments.flatMap((instrument, index) => {
  const names = answers[index];
  const shape = shapeOf(instrument, names);
  const seen = ofShape.get(shape) ?? 0;
  ofShape.set(shape, seen + 1);
  return seen < KEPT_OF_A_SHAPE ? [JSON.stringify({ instrument, names })] : [];
});
writeFileSync(join(TESTS, 'translated-names.json'), `[\n${rows.join(',\n')}\n]\n`);
console.log(`packages/metrics/test/translated-names.json: ${rows.length} instruments`);

/** Which of the names are alike, which are refused, and what is odd about them. */
function shapeOf({ name, unit, kind }, names) {
  const alike = names.map((translated) => (translated === null ? 'refused' : [name, ...names].indexOf(translated)));
  const odd = names.map((translated) => /__|_$/.exec(translated ?? '')?.[0]);
  const cut = !`${name}${unit}`.toWellFormed().includes('\ufffd') && names[2].includes('\ufffd');
  const ownWord = /^(total|ratio)$/.test(name) || /^_+$/.test(name) || name === '';
  return [kind, cut, unit.includes('/'), ownWord, ...alike, ...odd].join();
}

function fromTypeScript(entry) {
  const alias = { '@portcall/real-parts': join(root, 'packages/real-parts/src/real-parts.ts') };
  const { outputFiles } = buildSync({
    entryPoints: [entry],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    alias,
    write: false,
  });
  const module = { exports: {} };
  new Function('module', 'exports', 'require', '__filename', outputFiles[0].text)(
    module,
    module.exports,
    createRequire(entry),
    entry,
  );
  return module.exports;
}
