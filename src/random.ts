// Names that nobody could have put anything at.

/** Twelve hexadecimal digits. The global of the Web, as node:crypto takes longer to load than a small group to check. */
export const randomDigits = (): string => globalThis.crypto.randomUUID().slice(-12);
