// Runs rows of the bench. Each run is a fresh process; every round has the tasks in another order, and the peers of a task one after
// another in another order: what is compared is measured within seconds, whatever a shared machine does in minutes.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { median, rounded, shuffled } from './statistics.mjs';

/**
 * One peer at one task. `program` lies in bench/ and prints a line of JSON with numbers; `measure` is for what has to be seen from
 * outside of the process. `times`: how often per round.
 * @typedef {object} Row
 * @property {string} task
 * @property {string} peer
 * @property {'ours' | 'peers'} home
 * @property {string} [program]
 * @property {(place: Place) => Numbers} [measure]
 * @property {readonly string[]} [nodeArgs]
 * @property {number} [times]
 * @property {number} [mostRounds]
 *
 * @typedef {Record<string, number>} Numbers
 * @typedef {{ node: string, home: string, env: Record<string, string> }} Place
 */

const LIMIT_MS = 300_000;

/** The machine's own settings of telemetry stay out. */
const CLEAN = Object.fromEntries(Object.entries(process.env).filter(([variable]) => !variable.startsWith('OTEL_')));

/**
 * Medians over processes, by task and peer. What cannot be measured has its reason instead.
 * @returns {Record<string, Record<string, Numbers | { error: string }>>}
 */
export function measured(rows, { rounds, placeOf, onRound }) {
  const runs = new Map(rows.map((row) => [row, []]));
  const failed = new Map();
  for (let round = 1; round <= rounds; round += 1) {
    for (const row of shuffledByTask(rows.filter(({ mostRounds = rounds }) => round <= mostRounds))) {
      if (failed.has(row)) continue;
      try {
        runs.get(row).push(runOf(row, placeOf(row)));
      } catch (error) {
        failed.set(row, { error: error.message });
        onRound(`${row.task}, ${row.peer}: ${error.message}`);
      }
    }
    onRound(`round ${round} of ${rounds}`);
  }
  const found = {};
  for (const row of rows) {
    found[row.task] ??= {};
    found[row.task][row.peer] = failed.get(row) ?? mediansOf(runs.get(row));
  }
  return found;
}

/**
 * @returns {Numbers}
 * @throws Error with the first line of what went wrong
 */
export function runOf(row, place) {
  if (place.home === undefined) throw new Error('not installed here');
  if (row.measure !== undefined) return row.measure(place);
  const args = [...(row.nodeArgs ?? []), '--expose-gc', join(place.home, 'bench', row.program), row.peer, row.task];
  return JSON.parse(outputOf(place, args).trim().split('\n').at(-1));
}

export function outputOf({ node, home, env }, args) {
  const options = { cwd: home, env: { ...CLEAN, ...env }, encoding: 'utf8', timeout: LIMIT_MS };
  const { status, signal, stdout, stderr, error } = spawnSync(node, args, options);
  if (status === 0) return stdout;
  const [, said] = /^(\w*Error.*)$/m.exec(stderr) ?? [];
  throw new Error(said ?? error?.message ?? `ended with ${status ?? signal}`);
}

function shuffledByTask(rows) {
  const tasks = shuffled([...new Set(rows.map(({ task }) => task))]);
  const runsOf = (task) =>
    rows.filter((row) => row.task === task).flatMap((row) => new Array(row.times ?? 1).fill(row));
  return tasks.flatMap((task) => shuffled(runsOf(task)));
}

function mediansOf(runs) {
  const names = [...new Set(runs.flatMap((run) => Object.keys(run)))];
  const valuesOf = (name) => runs.map((run) => run[name]).filter((value) => Number.isFinite(value));
  const medians = names.map((name) => [name, valuesOf(name)]).filter(([, values]) => values.length > 0);
  return Object.fromEntries(medians.map(([name, values]) => [name, rounded(median(values))]));
}
