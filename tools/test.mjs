import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { install, publicPackages, root, toolEnv } from './prepare.mjs';

// Everything that has to be true before a change lands. Each stage runs whatever became of the one before it, and the
// last line counts them all: one for every jest test, and one for every other check.

const STAGE_LIMIT_MS = 30 * 60_000;
/** Many suites wait for programs: on every core there is one. */
const JEST_OPTIONS = ['--ci', '--json', '--maxWorkers=100%'];
const OTHER_LINE = 'OpenTelemetry 3: ';
const OTHER_LINE_SUITES = ['packages/(otel|formats|exporters|conformance|node)/'];

const passed = [];
const failed = [];
const skipped = [];

try {
  stage('install');
  install();
  stage('types');
  await check('tsc', ['-p', '.']);
  stage('lint');
  await check('eslint', ['.', '--max-warnings', '0']);
  await check('biome', ['check', '--error-on-warnings', '.']);
  await check('knip', ['--no-config-hints', '--no-progress']);
  stage('build');
  await check('tsdown', []);
  stage('jest');
  await jest();
  stage('OpenTelemetry 3');
  await onOtherLine();
  stage('packages');
  await inParallel(
    publicPackages().flatMap((folder) => [
      () => quietCheck('publint', ['--strict', folder]),
      () => quietCheck('attw', ['--pack', folder]),
    ]),
  );
} catch (error) {
  console.error(error);
  failed.push(`tools/test.mjs: ${error.message}`);
}

list('Skipped', skipped);
list('Failed', failed);
console.log(
  `\n${passed.length} passed, ${failed.length} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`,
);
process.exitCode = failed.length > 0 ? 1 : 0;

async function check(command, args) {
  const { code } = await run(command, args, 'inherit');
  count([command, ...args].join(' '), code === 0);
}

/** For checks that run beside others: their output is shown in one piece, and only when there is something to mend. */
async function quietCheck(command, args) {
  const { code, output } = await run(command, args, 'pipe');
  const name = [command, ...args].join(' ');
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name}`);
  if (code !== 0) console.log(output);
  count(name, code === 0);
}

/** What touches OpenTelemetry, with the other line of it that is supported. */
async function onOtherLine() {
  const other = (...command) => ['node', ['runtimes/opentelemetry-3/run.mjs', ...command]];
  const { code } = await run(...other('node', '--version'), 'inherit');
  if (code !== 0) {
    skipped.push('everything with OpenTelemetry 3 (skipped: it cannot be installed on this machine)');
    return;
  }
  await check(...other('tsc', '-p', '.'));
  await jest(OTHER_LINE, ...other('jest', ...OTHER_LINE_SUITES));
}

/** @param title stands before the name of each test */
async function jest(title = '', command = 'jest', args = []) {
  const folder = mkdtempSync(join(tmpdir(), 'portcall-jest-'));
  const report = join(folder, 'report.json');
  try {
    const { code } = await run(command, [...args, ...JEST_OPTIONS, `--outputFile=${report}`], 'inherit');
    const before = failed.length;
    for (const suite of JSON.parse(readFileSync(report, 'utf8')).testResults) countSuite(suite, title);
    // Something other than a test: an option, a hook that runs for all, a worker that died.
    if (code !== 0 && failed.length === before) failed.push(`${title}jest exited with ${code}`);
  } catch (error) {
    failed.push(`${title}jest gave no report: ${error.message}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function countSuite({ name, status, message, assertionResults }, title) {
  // In another checkout, where there is a title.
  const file = title + (title === '' ? relative(root, name) : name.slice(name.indexOf('packages/')));
  for (const test of assertionResults) {
    const whole = `${file}: ${test.fullName}`;
    if (test.status === 'passed') passed.push(whole);
    else if (test.status === 'failed') failed.push(whole);
    else skipped.push(whole);
  }
  const failedTest = assertionResults.some((test) => test.status === 'failed');
  if (status === 'failed' && !failedTest) failed.push(`${file}: ${firstLines(message)}`);
}

/** Jest's headline, and the error below it. */
function firstLines(message) {
  const lines = message.split('\n').map((line) => line.trim());
  return lines.filter(Boolean).slice(0, 2).join(' ');
}

function count(name, ok) {
  (ok ? passed : failed).push(name);
}

function run(command, args, output) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env: toolEnv(),
      stdio: ['ignore', output, output],
      shell: process.platform === 'win32',
    });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (text += chunk));
    const timer = setTimeout(() => child.kill(), STAGE_LIMIT_MS);
    const end = (code) => {
      clearTimeout(timer);
      resolve({ code, output: text });
    };
    child.on('error', (error) => {
      console.error(error.message);
      end(error.message);
    });
    child.on('close', (code, signal) => end(code ?? signal));
  });
}

async function inParallel(tasks) {
  const waiting = [...tasks];
  const work = async () => {
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) await task();
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
}

function stage(name) {
  console.log(`\n== ${name}`);
}

function list(title, names) {
  if (names.length > 0) console.log(`\n${title}:\n${names.map((name) => `  ${name}`).join('\n')}`);
}
