// Text that Markdown takes for nothing but text: on GitHub, GitLab and Azure DevOps, in tables, in lists and in headings.
import { plain, short } from './safe.ts';

/** Signs that begin or end something: https://spec.commonmark.org/0.31.2/#backslash-escapes, and $ for mathematics on GitHub. */
const signs = /[\\`*_[\]|~$^{}]/g;

/**
 * What these platforms look for in text that is already read, where no escape reaches: addresses, @names, #1, !1, %1, ~label, GH-1 and :emoji:.
 * A middle dot breaks it up, as it does for commands of workflows in plain().
 */
const references: readonly [pattern: RegExp, broken: string][] = [
  [/\b([a-z][a-z0-9+.-]{1,30}:)(?=\/\/)/gi, '$1·'],
  [/\b(mailto|xmpp|javascript|data|vbscript|file|tel)(?=:\S)/gi, '$1·'],
  [/\b(www)(?=\.)/gi, '$1·'],
  [/@(?=[\p{L}\p{N}_.-])/gu, '@·'],
  [/([#!%~])(?=[\p{L}\p{N}"])/gu, '$1·'],
  [/&(?=\d)/g, '&·'],
  [/\b(GH)(?=-\d)/gi, '$1·'],
  [/:(?=[\w+-]{1,40}:)/g, ':·'],
];

/** @param most characters, before what they need to be harmless */
export function inert(text: string, most = 1000): string {
  let safe = short(plain(text).trim().replace(/ {2,}/g, ' '), most);
  for (const [pattern, broken] of references) safe = safe.replace(pattern, broken);
  return safe
    .replace(signs, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/^(?=[#+=-])/, '\\')
    .replace(/^(\d{1,9})(?=[.)])/, '$1\\');
}

/** A link to the evidence; the plain text where the address is none that a browser should follow. */
export function link(text: string, url: string): string {
  const target = /^https?:\/\/[\w.-]+(?::\d+)?(?:[/?#]|$)/i.test(url) && url.length <= 2000 ? addressText(url) : null;
  return target === null ? inert(text) : `[${inert(text)}](<${target}>)`;
}

/** Between < and > only these end an address, or a cell of a table. */
function addressText(url: string): string {
  return plain(url).replace(/[<>\\|`"'*_~\s[\]·]/g, (sign) => encodeURIComponent(sign).replace(/['*_~]/g, percent));
}

const percent = (sign: string): string => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;
