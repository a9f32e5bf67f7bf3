// The XML reader: what it reads, in pieces cut anywhere, what it refuses, and its bounds.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rootName } from '../src/xml/root.ts';
import { type Attributes, localName, ownCopy, XmlError, xmlReader } from '../src/xml/xml.ts';

type Event = ['open' | 'close' | 'text', string];

/** The elements and texts of a document that is written in pieces; texts that follow each other are one. */
function eventsOf(pieces: readonly string[], options: { fragment?: boolean; ask?: readonly string[] } = {}): Event[] {
  const events: Event[] = [];
  const said = (attributes: Attributes): string =>
    (options.ask ?? []).map((name) => ` ${name}=${attributes.get(name)}`).join('');
  const reader = xmlReader(
    {
      open: (name, attributes) => events.push(['open', name + said(attributes)]),
      text: (text) => {
        const last = events.at(-1);
        if (last?.[0] === 'text') last[1] += text;
        else events.push(['text', text]);
      },
      close: (name) => events.push(['close', name]),
    },
    { fragment: options.fragment ?? false },
  );
  for (const piece of pieces) reader.write(piece);
  reader.end();
  return events;
}

const textIn = (xml: string): string =>
  eventsOf([xml])
    .filter(([kind]) => kind === 'text')
    .map(([, text]) => text)
    .join('');

function refusal(xml: string | readonly string[], options = {}): XmlError {
  try {
    eventsOf(typeof xml === 'string' ? [xml] : xml, options);
  } catch (error) {
    if (error instanceof XmlError) return error;
    throw error;
  }
  throw new Error(`not refused: ${String(xml).slice(0, 80)}`);
}

describe('what it reads', () => {
  test('elements, texts and attributes in their order', () => {
    expect(eventsOf(['<a:b x="1" y=\'2\'>text<c/></a:b>'], { ask: ['x', 'y', 'z'] })).toEqual([
      ['open', 'a:b x=1 y=2 z=undefined'],
      ['text', 'text'],
      ['open', 'c x=undefined y=undefined z=undefined'],
      ['close', 'c'],
      ['close', 'a:b'],
    ]);
  });

  test.each([
    ['&amp;&lt;&gt;&quot;&apos;', '&<>"\''],
    ['&#10;&#x1F600;&#128512;', '\n\u{1F600}\u{1F600}'],
    ['<![CDATA[<b> & ]] ]>]]>', '<b> & ]] ]>'],
    ['one<!-- two -->three<?four five?>six', 'onethreesix'],
    ['a\r\nb\rc\nd', 'a\nb\nc\nd'],
    ['<![CDATA[a\r\nb]]>', 'a\nb'],
    ['\u20ac \u{1F600}', '\u20ac \u{1F600}'],
  ])('%j', (text, meant) => {
    expect(textIn(`<a>${text}</a>`)).toBe(meant);
  });

  test.each([
    ['a &lt;&#x41; b', 'a <A b'],
    ["it's", "it's"],
    ['1\r\n2\t3', '1 2 3'],
    ['1&#10;2', '1\n2'],
    ['>', '>'],
  ])('an attribute %j', (value, meant) => {
    expect(eventsOf([`<a b="${value}"/>`], { ask: ['b'] })[0]).toEqual(['open', `a b=${meant}`]);
  });

  test('names of prototypes are names as others are', () => {
    const ask = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
    expect(eventsOf(['<__proto__ __proto__="1" toString="2"/>'], { ask })[0]).toEqual([
      'open',
      '__proto__ __proto__=1 constructor=undefined toString=2 hasOwnProperty=undefined',
    ]);
  });

  test.each([
    ['\uFEFF<?xml version="1.0" encoding="utf-8"?>\r\n<a/>'],
    ['<!-- one -->\n<!-- two -->\n<?xml version="1.0" encoding="utf-16"?><a/>'],
    ['\n <?xml version="1.0"?><a/>'],
    ['<?xml-stylesheet href="x"?><!-- c --><a/><!-- d -->\n<?e?>'],
  ])('what stands around the root: %j', (xml) => {
    expect(eventsOf([xml]).filter(([kind]) => kind !== 'text')).toEqual([
      ['open', 'a'],
      ['close', 'a'],
    ]);
  });

  test('a fragment has several roots, and text between them', () => {
    const xml = '<?xml version="1.0"?>one<a/>two<b>three</b>';
    expect(eventsOf([xml], { fragment: true })).toEqual([
      ['text', 'one'],
      ['open', 'a'],
      ['close', 'a'],
      ['text', 'two'],
      ['open', 'b'],
      ['text', 'three'],
      ['close', 'b'],
    ]);
    expect(eventsOf([''], { fragment: true })).toEqual([]);
  });

  test('where it is, by its line', () => {
    const lines: number[] = [];
    const reader = xmlReader({ open: () => lines.push(reader.line), text: () => undefined, close: () => undefined });
    reader.write('<a>\r\n<b/>\n');
    reader.write('\n<c/></a>');
    reader.end();
    expect(lines).toEqual([1, 2, 4]);
  });

  test('a copy holds the same text', () => {
    expect(['', 'short', 'a text that is longer'].map(ownCopy)).toEqual(['', 'short', 'a text that is longer']);
    expect(['cvrf:ID', 'ID', 'a:b:c'].map(localName)).toEqual(['ID', 'ID', 'b:c']);
  });
});

describe('what it refuses', () => {
  test.each([
    ['<!DOCTYPE a><a/>'],
    ['<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'],
    ['<!-- c --><!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'],
    ['<a><!DOCTYPE b></a>'],
    ['<a/><!DOCTYPE b>'],
  ])('a DOCTYPE: %j', (xml) => {
    expect(refusal(xml)).toMatchObject({ doctype: true, message: 'it carries a DOCTYPE' });
    expect(refusal([...xml])).toMatchObject({ doctype: true });
    expect(refusal(xml, { fragment: true })).toMatchObject({ doctype: true });
  });

  test.each([
    ['', 'a root'],
    [' \n', 'a root'],
    ['text', 'outside'],
    ['<a/>text', 'outside'],
    ['<a/>&#32;', 'outside'],
    ['<a/><![CDATA[ ]]>', 'outside'],
    ['<a/><b/>', 'one root'],
    ['<!doctype a><a/>', 'syntax'],
    ['<!DocType a><a/>', 'syntax'],
    ['<!ENTITY a "b"><a/>', 'syntax'],
    ['<a>&b;</a>', 'undefined entity'],
    ['<a>&nbsp;</a>', 'undefined entity'],
    ['<a>&constructor;</a>', 'undefined entity'],
    ['<a>&__proto__;</a>', 'undefined entity'],
    ['<a b="&c;"/>', 'undefined entity'],
    ['<a>&;</a>', 'entity'],
    ['<a>& </a>', ''],
    ['<a>&#0;</a>', 'malformed character'],
    ['<a>&#xD800;</a>', 'malformed character'],
    ['<a>&#x110000;</a>', 'malformed character'],
    ['<a>&#xZZ;</a>', 'malformed character'],
    ['<a></b>', 'unexpected close tag'],
    ['<a><b></a></b>', 'unexpected close tag'],
    ['</a>', 'unmatched'],
    ['<a>', 'unclosed tag: a'],
    ['<a><b/>', 'unclosed tag: a'],
    ['<a', 'a root'],
    ['<a/><!-- b', 'unexpected end'],
    ['<a/><?b', 'unexpected end'],
    ['<a b=1/>', 'unquoted'],
    ['<a b/>', 'disallowed character'],
    ['<a b="1" b="2"/>', 'duplicate attribute'],
    ['<a b="1"c="2"/>', 'whitespace'],
    ['<a b="<"/>', 'disallowed character'],
    ['<a <b/></a>', 'disallowed character'],
    ['<1/>', 'disallowed character'],
    ['< a/>', 'disallowed character'],
    ['<a>]]></a>', ']]>'],
    ['<a>\u0000</a>', 'disallowed character'],
    ['<a>\u0008</a>', 'disallowed character'],
    ['<a><!-- -- --></a>', 'comment'],
    ['<a><?xml version="1.0"?></a>', 'declaration'],
    ['<?xml version="1.0"?><?xml version="1.0"?><a/>', ''],
  ])('%j', (xml, message) => {
    const error = refusal(xml);
    expect(error.doctype).toBe(false);
    expect(error.message).toMatch(/^line \d+: /);
    expect(error.message).toContain(message);
    expect(refusal([...xml]).message).toBe(error.message);
  });

  test('a message that the document could fill stays short', () => {
    expect(refusal(`<${'a'.repeat(100_000)}>`).message.length).toBeLessThan(250);
  });
});

describe('its bounds', () => {
  const forever = (begin: string, unit: string): string[] => [begin, ...Array(200).fill(unit.repeat(65_536))];
  test.each([
    ['a text', '<a>', 'x'],
    ['CDATA', '<a><![CDATA[', 'x'],
    ['a comment', '<!--', 'x'],
    ['an instruction', '<?a ', 'x'],
    ['white space', '', ' '],
    ['a name', '<', 'x'],
    ['an attribute', '<a b="', 'x'],
    ['an entity', '<a>&', 'x'],
    ['a closing tag', '<a></', 'x'],
    ['a DOCTYPE', '<!DOCTYPE ', 'x'],
  ])('%s that does not end', (_, begin, unit) => {
    expect(refusal(forever(begin, unit)).message).toMatch(/a tag, comment or text that does not end$/);
  });

  test('elements without end: a thousand levels, no more', () => {
    const nested = (depth: number): string => '<a>'.repeat(depth) + '</a>'.repeat(depth);
    expect(eventsOf([nested(1000)])).toHaveLength(2000);
    expect(refusal(nested(1001)).message).toContain('nested too deeply');
    expect(refusal(forever('', '<a>')).message).toContain('nested too deeply');
  });

  test('long texts between elements are no such case', () => {
    const pieces = ['<a>', ...Array(300).fill(`<b>${'x'.repeat(65_000)}</b>`), '</a>'];
    expect(eventsOf(pieces)).toHaveLength(902);
  });
});

interface Tree {
  name: string;
  value: string;
  children: (Tree | string)[];
}

const name = fc.constantFrom('a', 'b:c', '\u00e9l', 'x-1', '_');
const letter = fc.constantFrom(...'ab <>&"\'\n\t]-\u20ac'.split(''), '\u{1F600}', '&#10;', ']]>', '--');
const words = fc.array(letter, { maxLength: 6 }).map((letters) => letters.join(''));
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.record({
    name,
    value: words,
    children: fc.array(fc.oneof({ depthSize: 'small' }, words, tie('tree')), { maxLength: 4 }),
  }),
}));

const escaped = (text: string): string =>
  text.replace(/[&<>"'\n\t]/g, (each) => `&#${each.codePointAt(0)};`).replaceAll('&#38;', '&amp;');
/** Texts in turn as CDATA, with a comment in them, and escaped. */
function written(text: string, turn: number): string {
  if (turn % 3 === 0) return `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
  return turn % 3 === 1 ? `${escaped(text)}<!-- - -->` : escaped(text);
}
function xmlOf({ name: tag, value, children }: Tree): string {
  const inner = children.map((child, turn) => (typeof child === 'string' ? written(child, turn) : xmlOf(child)));
  const attribute = value.length % 2 === 0 ? ` v = "${escaped(value)}"` : `\nv='${escaped(value)}'`;
  return children.length === 0 ? `<${tag}${attribute} />` : `<${tag}${attribute}>${inner.join('')}</${tag}\n>`;
}
function meantBy({ name: tag, value, children }: Tree): Event[] {
  const inner = children.flatMap((child): Event[] => (typeof child === 'string' ? [['text', child]] : meantBy(child)));
  return [['open', `${tag} v=${value}`], ...inner, ['close', tag]];
}
/** Without texts of no length, and with neighbours as one. */
function joined(events: readonly Event[]): Event[] {
  const kept: Event[] = [];
  for (const [kind, text] of events) {
    const last = kept.at(-1);
    if (kind === 'text' && last?.[0] === 'text') last[1] += text;
    else if (kind !== 'text' || text !== '') kept.push([kind, text]);
  }
  return kept;
}

function pieces(text: string, cuts: readonly number[]): string[] {
  const places = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b);
  return [0, ...places].map((from, index) => text.slice(from, places[index] ?? text.length));
}

describe('generated documents', () => {
  const cuts = fc.array(fc.nat(5000), { maxLength: 12 });
  test('give what they were written from, cut anywhere', () => {
    fc.assert(
      fc.property(tree, cuts, (document, where) => {
        const xml = `\uFEFF<?xml version="1.0"?>${xmlOf(document)}`;
        const meant = joined(meantBy(document));
        expect(joined(eventsOf(pieces(xml, where), { ask: ['v'] }))).toEqual(meant);
        expect(
          joined(
            eventsOf(
              [...Array(xml.length).keys()].map((at) => xml.charAt(at)),
              { ask: ['v'] },
            ),
          ),
        ).toEqual(meant);
      }),
      { numRuns: 300 },
    );
  });

  test('cut off, they are refused', () => {
    fc.assert(
      fc.property(tree, fc.nat(), (document, at) => {
        const xml = xmlOf(document);
        expect(refusal(xml.slice(0, at % xml.length)).doctype).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  test('a name that holds control characters is refused in readable words', () => {
    for (const fragment of [true, false])
      expect(() => eventsOf(['<', '\ud83d', '\u0000', '-->'], { fragment })).toThrow(/^[^\p{Cc}]+$/u);
  });

  test('any text is read or refused with an XmlError', () => {
    const part = fc.constantFrom('<', '>', '</', '/>', 'a', ' b="', '"', '&', ';', '&amp;', '<!--', '-->', '<![CDATA[');
    const any = fc.array(fc.oneof(part, fc.constantFrom(']]>', '<?', '?>', '<!', 'xml', '\u0000', '\ud83d')));
    fc.assert(
      fc.property(any, fc.boolean(), (parts, fragment) => {
        try {
          eventsOf(parts, { fragment });
        } catch (error) {
          if (!(error instanceof XmlError)) throw error;
          expect([...error.message].every((each) => each >= ' ')).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the root alone', () => {
  test.each([
    ['<cvrf:cvrfdoc xmlns="', 'cvrf:cvrfdoc'],
    ['\uFEFF<?xml version="1.0"?>\r\n<!-- <b> --><?c <d> ?><a>', 'a'],
    ['<a/>', 'a'],
    ['<a\n', 'a'],
    ['<a', null],
    ['<!DOCTYPE html><html>', null],
    ['<!-- <a>', null],
    ['{"a": 1}', null],
    ['', null],
    ['text <a>', null],
  ])('%j', (text, root) => {
    expect(rootName(text)).toBe(root);
  });

  test('in linear time', () => {
    for (const unit of ['<?', '<!--', ' ', '<??>', '<!---->', '<']) {
      expect(rootName(unit.repeat(1_000_000))).toBeNull();
    }
  });
});
