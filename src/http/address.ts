// Which addresses may be asked: https, the hosts of a source, a mirror, and through which proxy.
import { UserError } from '../errors.ts';
import { changed } from './failure.ts';
import type { HttpWorld } from './types.ts';

const isLocal = ({ hostname }: URL): boolean => hostname === '127.0.0.1';

/** The address to ask, after making sure that it may be asked: https, and a host of the source or of the mirror. */
export function target(text: string, hosts: readonly string[], { mirror }: HttpWorld, asked = text): string {
  const url = new URL(text);
  const what = asked === text ? 'it' : `it redirects to ${text.slice(0, 200)}, which`;
  if (url.protocol !== 'https:' && !isLocal(url)) throw changed(asked, `${what} is not https`);
  if (!hosts.includes(url.hostname)) throw changed(asked, `${what} is on none of its hosts (${hosts.join(', ')})`);
  if (mirror === null) return url.href;
  return `${mirror.replace(/\/$/, '')}/${url.host}${url.pathname}${url.search}`;
}

/** Read against the address that the page has without a mirror, so that "/other" stays on its host. */
export function redirected(location: string, from: string, world: HttpWorld): string {
  if (!URL.canParse(location, from)) throw changed(from, 'it redirects to something that is no address');
  return unmirrored(new URL(location, from).href, world);
}

function unmirrored(href: string, { mirror }: HttpWorld): string {
  if (mirror === null) return href;
  const base = `${mirror.replace(/\/$/, '')}/`;
  return href.startsWith(base) ? `https://${href.slice(base.length)}` : href;
}

/** @throws UserError where a mirror is neither https nor this machine */
export function requireMirror(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLocal(url)))) {
    throw new UserError(
      `--mirror "${text}" is no https address`,
      'Give https://host/path; http is for 127.0.0.1 alone.',
    );
  }
  return url.href;
}

/** HTTPS_PROXY and NO_PROXY, as other tools read them. */
export function proxyFromEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): (url: string) => string | null {
  const proxy = env['HTTPS_PROXY'] ?? env['https_proxy'] ?? null;
  const exempt = (env['NO_PROXY'] ?? env['no_proxy'] ?? '').split(/[\s,]+/).filter((each) => each !== '');
  return (text) => {
    const url = new URL(text);
    if (!proxy || url.protocol !== 'https:' || isLocal(url)) return null;
    const spared = exempt.some(
      (each) => each === '*' || url.hostname === each || url.hostname.endsWith(`.${each.replace(/^\*?\./, '')}`),
    );
    return spared ? null : proxy;
  };
}
