import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Builds the real programs that tests talk to by Go's ordinary client, once, into a folder that outlives this checkout:
// `$PORTCALL_ENGINES`, by default a folder in the user's cache. Seven minutes on two cores from nothing; what is there
// already is not built again, unless its own sources here have changed since. Where there is no Go this says so, and the tests that need the programs are skipped by name.

const { PORTCALL_ENGINES: chosen, XDG_CACHE_HOME: cache } = process.env;
const folder = chosen || join(cache || join(homedir(), '.cache'), 'portcall', 'engines');

/** With main.go, go.mod and go.sum beside this script. */
const OWN = ['translate', 'collector', 'ferretdb'];

/** Programs of released modules, built with the dependencies that each module itself pins. */
const RELEASED = [
  ['victoria-metrics', 'github.com/VictoriaMetrics/VictoriaMetrics/app/victoria-metrics', 'v1.151.0'],
  // Prometheus 3.16, beside Debian's Prometheus 2.
  ['prometheus-3', 'github.com/prometheus/prometheus/cmd/prometheus', 'v0.316.0'],
  ['promtool-3', 'github.com/prometheus/prometheus/cmd/promtool', 'v0.316.0'],
  // Jaeger 2: one binary on the Collector.
  ['jaeger', 'github.com/jaegertracing/jaeger/cmd/jaeger', 'v1.76.0'],
  // Later modules lack the page that is built into it.
  ['alertmanager', 'github.com/prometheus/alertmanager/cmd/alertmanager', 'v0.28.1'],
  // Writes alerts of service level objectives.
  ['sloth', 'github.com/slok/sloth/cmd/sloth', 'v0.16.0'],
];

if (spawnSync('go', ['version']).status !== 0) {
  console.error('No Go on this machine: the engines are not built, and the tests that need them will be skipped.');
} else {
  mkdirSync(folder, { recursive: true });
  // One after the other: linking two of them at once takes more memory than a small machine has.
  for (const name of OWN) buildOwn(name);
  for (const [name, path, version] of RELEASED) build(name, (output) => buildReleased(path, version, output));
  console.log(`The engines are in ${folder}.`);
}

/** Under another name first, so that a build that was interrupted is not taken for a program. */
function build(name, into) {
  const program = join(folder, name);
  if (existsSync(program)) return;
  console.log(`Building ${name}`);
  const unfinished = `${program}.${process.pid}`;
  into(unfinished);
  renameSync(unfinished, program);
}

function buildOwn(name) {
  const sources = fileURLToPath(new URL(`engines/${name}`, import.meta.url));
  const [program, builtFrom] = [join(folder, name), join(folder, `${name}.sha256`)];
  const digest = digestOf(sources);
  if (!existsSync(builtFrom) || readFileSync(builtFrom, 'utf8') !== digest) rmSync(program, { force: true });
  build(name, (output) => compile('.', output, sources));
  writeFileSync(builtFrom, digest);
}

function digestOf(sources) {
  const hash = createHash('sha256');
  for (const file of ['main.go', 'go.mod', 'go.sum']) hash.update(readFileSync(join(sources, file)));
  return hash.digest('hex');
}

/** In an empty module: `go install` refuses programs whose module replaces others. */
function buildReleased(path, version, output) {
  const empty = mkdtempSync(join(tmpdir(), 'portcall-engine-'));
  try {
    go(['mod', 'init', 'engine'], empty);
    go(['get', '-tool', `${path}@${version}`], empty);
    compile(path, output, empty);
  } finally {
    rmSync(empty, { recursive: true, force: true });
  }
}

function compile(path, output, cwd) {
  go(['build', '-trimpath', '-ldflags=-s -w', '-o', output, path], cwd);
}

function go(args, cwd) {
  const env = { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: '-buildvcs=false', CGO_ENABLED: '0' };
  const { status, error, stdout, stderr } = spawnSync('go', args, { cwd, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`go ${args.join(' ')} failed\n${error?.message ?? ''}${stdout}${stderr}`);
}
