// Renders what was found as tables of docs/faults.md, between its markers. The tables are made of the data and never edited.
import { CHAPTERS } from '../scenarios/scenarios.mjs';
import { lost } from './wanted.mjs';

const [BEGIN, END] = ['<!-- faults: begin -->', '<!-- faults: end -->'];

/** @returns the page with the tables of `results` between its markers */
export function withTables(page, results) {
  const [before, rest] = page.split(BEGIN);
  const [, after] = rest.split(END);
  return `${before}${BEGIN}\n${tables(results)}\n${END}${after}`;
}

/** @param results by scenario, as results/*.json hold them */
export function tables(results) {
  const chapters = Object.entries(CHAPTERS)
    .map(([title, scenarios]) => [title, Object.entries(scenarios).filter(([name]) => name in results)])
    .filter(([, scenarios]) => scenarios.length > 0);
  return [machines(results), ...chapters.map(([title, scenarios]) => chapter(title, scenarios, results))].join('\n\n');
}

function machines(results) {
  const lines = Object.values(results).map(
    ({ machine }) => `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}, ${machine.date}`,
  );
  return [...new Set(lines)].map((line) => `- ${line}`).join('\n');
}

function chapter(title, scenarios, results) {
  const outcomes = scenarios.map(([name, { title: what }]) => outcomeOf(what, results[name]));
  const numbers = scenarios.flatMap(([name, { title: what }]) => {
    const { portcall, opentelemetry } = results[name].found;
    const own = numbersOf(what, 'Portcall', portcall);
    return opentelemetry === undefined ? [own] : [own, numbersOf('', 'OpenTelemetry', opentelemetry)];
  });
  return `## ${title}

${table(['', 'lost: Portcall', 'lost: OpenTelemetry', 'wanted of Portcall'], outcomes)}

${table(['', '', 'sent', 'accepted', 'twice', 'lost, counted', 'lost, unsaid', 'requests', 'too early', 'RSS, MB', 'block, ms', 'end, ms', 'ends by', 'lines'], numbers)}`;
}

function outcomeOf(what, { found, wanted }) {
  return [what, shownLoss(found.portcall), shownLoss(found.opentelemetry), wanted.map(shownWanted).join('; ')];
}

function shownLoss(found) {
  if (found === undefined) return 'not run';
  if (found.error !== undefined) return 'failed';
  const share = (100 * lost(found)) / found.sent;
  return `${lost(found).toLocaleString('en-US')} (${share > 0 && share < 1 ? '< 1' : Math.round(share)} %)`;
}

function shownWanted({ what, met, found }) {
  return met ? what : `**missed**: ${what} (${found})`;
}

function numbersOf(what, peer, found) {
  if (found.error !== undefined)
    return [what, peer, `failed: ${found.error.split('\n')[0]}`, ...new Array(11).fill('')];
  const {
    sent,
    accepted,
    duplicates,
    lostCounted,
    lostUnsaid,
    requests,
    tooEarly,
    peakRssMb,
    longestBlockMs,
    endMs,
    ending,
    stderr,
  } = found;
  const cells = [
    sent,
    accepted,
    duplicates,
    lostCounted,
    lostUnsaid,
    requests,
    tooEarly,
    peakRssMb,
    longestBlockMs,
    endMs,
    ending,
    stderr.length,
  ];
  return [what, peer, ...cells.map((cell) => (typeof cell === 'number' ? cell.toLocaleString('en-US') : (cell ?? '')))];
}

function table(head, rows) {
  const line = (cells) => `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
  const rule = head.map((_, index) => (index === 0 ? '---' : '---:'));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}
