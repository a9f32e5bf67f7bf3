// Texts of foreign files as part of what we say: one line, no control signs, not too long.

const unsafe = /[\s\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]+/gu;

/** @param most in characters; what is cut ends in "..." */
export function shown(text: string, most = 100): string {
  const line = text
    .slice(0, most * 4)
    .replace(unsafe, ' ')
    .trim();
  return line.length > most ? `${line.slice(0, most - 3).trimEnd()}...` : line;
}

/** "a, b and 3 more"; a criterion may name hundreds. */
export function listed(texts: readonly string[], most = 12): string {
  const rest = texts.length - most;
  return rest > 0 ? `${texts.slice(0, most).join(', ')} and ${rest} more` : texts.join(', ');
}

export const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;
