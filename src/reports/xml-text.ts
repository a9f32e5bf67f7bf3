// Text and attributes of XML 1.0: https://www.w3.org/TR/xml/#charsets. `>` is escaped too, so that no text holds "]]>".
import { plain, short } from './safe.ts';

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

export function xmlText(text: string, most = 4000): string {
  return plain(short(text, most))
    .replace(/[\ufffe\uffff]/g, '·')
    .replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);
}

/** Attributes without a value are left out. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number | null>>,
  content: readonly string[] = [],
): string[] {
  const given = Object.entries(attributes).flatMap(([key, value]) =>
    value === null ? [] : [` ${key}="${xmlText(String(value))}"`],
  );
  const open = `<${name}${given.join('')}`;
  return content.length === 0 ? [`${open}/>`] : [`${open}>`, ...content.map((line) => `  ${line}`), `</${name}>`];
}
