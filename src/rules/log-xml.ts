// XML as it stands in a log, made whole again: pages that print a log break its lines inside names, and leave blanks there.

/** The elements of the XML that the rule engine writes, the longest of those with one beginning first. */
const elements = [
  ...['UpdateXMLDescriptionItems', 'UpdateXMLDescriptionItem', 'UpdateXML', 'MatchRules', 'string'],
  ...['EvaluationResultXML', 'DefinitionUpdates', 'CI_IDs', 'CI_ID'],
];
const longestTag = 2000;

/** From `at` on, up to the end of the element that begins there; null where it does not end. */
export function elementAt(text: string, at: number, name: string, most: number): string | null {
  const part = text.slice(at, at + most);
  const end = new RegExp(`<\\s?/\\s?${[...name].join('\\s?')}\\s?>`).exec(part);
  return end === null ? null : part.slice(0, end.index + end[0].length);
}

/** The same XML with its tags written as they were meant. */
export function mended(xml: string): string {
  return xml.replace(/<([^<>]*)>/g, (whole, inside: string) => tagOf(inside) ?? whole);
}

function tagOf(inside: string): string | null {
  if (inside.length > longestTag) return null;
  const tight = inside.replace(/\s+/g, '');
  const [, lead = '', rest = ''] = /^(\/?)(.*)$/.exec(tight) ?? [];
  const name = elements.find((each) => rest.startsWith(each));
  if (name === undefined) return null;
  const closes = rest.endsWith('/') ? '/' : '';
  const after = rest.slice(name.length, rest.length - closes.length);
  const attributes = [...after.matchAll(/([\w:]{1,100})="([^"]*)"/g)].map((match) => ` ${match[1]}="${match[2]}"`);
  return `<${lead}${name}${attributes.join('')}${closes}>`;
}
