// Nothing that a tool reads is trusted in what it prints: titles, names and addresses are made harmless here.

/** C0 and C1 controls, soft hyphens, zero-width and directional characters, BOMs, tags that nobody sees; then halves of surrogate pairs. */
const control = new RegExp(
  '[\\u0000-\\u001f\\u007f-\\u009f\\u00ad\\u061c\\u180e\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb\\ufffe\\uffff]|\\udb40[\\udc00-\\udc7f]|' +
    '[\\ud800-\\udbff](?![\\udc00-\\udfff])|(?<![\\ud800-\\udbff])[\\udc00-\\udfff]',
  'g',
);

/**
 * One line of plain text: no escape sequences, line breaks, directional overrides or invisible characters.
 * A line that begins like a workflow command ("::error::", "##vso[") is broken up as well.
 */
export function plain(text: string): string {
  return text
    .replace(control, (character) => (/[\t\n\r\u2028\u2029]/.test(character) ? ' ' : '\u00b7'))
    .replace(/:(?=:)/g, ':\u00b7')
    .replace(/#(?=#)/g, '#\u00b7');
}

/** At most so many characters, the last of which says that there were more. */
export function short(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = text.slice(0, most - 1);
  // Half of a pair of surrogates is no character.
  return `${/[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}
