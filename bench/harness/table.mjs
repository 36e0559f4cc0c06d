// Tables of the README, made of what was found.
import { shownRatio } from './floor.mjs';

export function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, index) => (index === 0 ? '---' : '---:'));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

/** A row for each task, a column for each peer, and one number in each cell. */
export function tableOf(found, { titles, name }) {
  const tasks = Object.keys(titles).filter((task) => task in found);
  const peers = [...new Set(tasks.flatMap((task) => Object.keys(found[task])))];
  return table(
    ['', ...peers],
    tasks.map((task) => [titles[task], ...peers.map((peer) => shownNumber(found[task][peer], name))]),
  );
}

/** As {@link tableOf}, with how many times as much a rival costs. */
export function ratiosOf(found, { titles, name, rival }) {
  const ratios = Object.fromEntries(
    Object.entries(found)
      .filter(([, peers]) => peers[rival]?.[name] !== undefined)
      .map(([task, peers]) => [task, againstOf(peers, peers[rival][name], name)]),
  );
  return tableOf(ratios, { titles, name: 'ratio' });

  function againstOf(peers, cost, key) {
    const others = Object.entries(peers).filter(([peer]) => peer !== rival);
    return Object.fromEntries(others.map(([peer, numbers]) => [peer, { ratio: shownRatio(cost / numbers[key]) }]));
  }
}

/** A row for each peer of one task, a column for each of its numbers. */
export function tableOfPeers(peers, columns) {
  const rows = Object.entries(peers).map(([peer, numbers]) => [
    peer,
    ...Object.keys(columns).map((name) => shownNumber(numbers, name)),
  ]);
  return table(['', ...Object.values(columns)], rows);
}

function shownNumber(numbers, name) {
  if (numbers === undefined) return '';
  return 'error' in numbers ? 'failed' : (numbers[name] ?? '');
}
