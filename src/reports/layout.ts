// Laying out text for a terminal: wrapping at words, by the width that characters take on screen.

/** Columns of a character: 2 for East Asian wide ones, 0 for combining marks. */
function columnsOf(character: string): number {
  if (/\p{Mn}|\p{Me}/u.test(character)) return 0;
  const wide =
    /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u;
  return wide.test(character) ? 2 : 1;
}

const isAscii = (text: string): boolean => /^[\u0020-\u007e]*$/.test(text);

export function columnsOfText(text: string): number {
  if (isAscii(text)) return text.length;
  return [...text].reduce((sum, character) => sum + columnsOf(character), 0);
}

/** Wraps at blanks; later lines are indented by `hang`. A word longer than the line (an address) stays whole. */
export function wrap(text: string, width: number, indent = '', hang = indent): string[] {
  const plain = isAscii(text);
  const lines: string[] = [];
  let line = indent;
  let columns = plain ? indent.length : columnsOfText(indent);
  let empty = true;
  const words = text.split(' ');
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    const more = plain ? word.length : columnsOfText(word);
    if (!empty && columns + 1 + more > width) {
      lines.push(line);
      line = hang;
      columns = plain ? hang.length : columnsOfText(hang);
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    columns += empty ? more : 1 + more;
    empty = false;
  }
  // A name behind which nothing is known to be said ends in blanks.
  lines.push(line.trimEnd());
  return lines;
}
