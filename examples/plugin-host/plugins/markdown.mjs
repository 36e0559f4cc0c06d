// Markdown as HTML: headings, lists, paragraphs; emphasis, code and links in them.

const HEADING = /^(#{1,6}) (.+)$/;
const ITEM = /^[-*] (.+)$/;

/** @param {string} text */
export function render(text) {
  return blocks(text)
    .map((lines) => {
      const [, marks, title] = HEADING.exec(lines[0]) ?? [];
      if (marks !== undefined) return `<h${marks.length}>${inline(title)}</h${marks.length}>`;
      if (lines.every((line) => ITEM.test(line))) {
        return `<ul>${lines.map((line) => `<li>${inline(ITEM.exec(line)[1])}</li>`).join('')}</ul>`;
      }
      return `<p>${inline(lines.join(' '))}</p>`;
    })
    .join('\n');
}

/** The headings, by their depth. @param {string} text */
export function outline(text) {
  return text.split('\n').flatMap((line) => {
    const [, marks, title] = HEADING.exec(line) ?? [];
    return marks === undefined ? [] : [{ depth: marks.length, title }];
  });
}

const blocks = (text) => text.split(/\n{2,}/).map((block) => block.split('\n').filter((line) => line !== ''));

const inline = (text) =>
  text
    .replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>')
    .replace(/\*([^*]+)\*/g, '<em>$1</em>')
    .replace(/\[([^\]]+)\]\((https?:[^)\s]+)\)/g, '<a href="$2">$1</a>');
