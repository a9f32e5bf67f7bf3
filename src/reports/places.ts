// Where a report points: addresses of the files of the inputs, and what their paths become in them.

/** A path as the caller gave it, in the form that addresses have: forward slashes, whatever the system. */
export const slashed = (path: string): string =>
  path.replace(/^\\\\\?\\(?:UNC(?=\\))?/, (long) => (long.endsWith('UNC') ? '\\' : '')).replaceAll('\\', '/');

export interface FileAddress {
  uri: string;
  /** Whether it is relative to the folder in which the check ran. */
  relative: boolean;
}

/** RFC 3986: each part percent-encoded; "C:\x" and "\\server\share" are file addresses. */
export function addressOfFile(path: string): FileAddress {
  const slashes = slashed(path);
  const drive = /^([A-Za-z]):(?=\/)/.exec(slashes)?.[1];
  if (drive !== undefined) return { uri: `file:///${drive}:${encoded(slashes.slice(2))}`, relative: false };
  if (/^\/\/[A-Za-z\d][\w.-]*\//.test(slashes)) return { uri: `file:${encoded(slashes)}`, relative: false };
  if (slashes.startsWith('/')) return { uri: `file://${encoded(slashes.replace(/^\/+/, '/'))}`, relative: false };
  return { uri: encoded(slashes.replace(/^(?:\.\/+)+/, '')), relative: true };
}

/** Half of a surrogate pair has no UTF-8. */
const half = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const encoded = (path: string): string =>
  path
    .split('/')
    .map((part) => encodeURIComponent(part.replace(half, '\ufffd')).replace(/[!'()*]/g, escaped))
    .join('/');

const escaped = (sign: string): string => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;
