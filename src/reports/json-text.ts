// JSON that is harmless to whoever prints or embeds it.

export function jsonText(value: unknown, replacer?: (key: string, value: unknown) => unknown): string {
  return `${escapeForAnyReader(JSON.stringify(value, replacer, 2))}\n`;
}

/** Inside a JSON string these are equal to the character, and inert for whoever prints or embeds the file. */
function escapeForAnyReader(text: string): string {
  return text.replace(/[<>\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
