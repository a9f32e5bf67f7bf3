// Colours for a terminal. The caller decides whether there are any; a piped report never has one.
import pc from 'picocolors';

export interface Paint {
  bold(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  green(text: string): string;
  dim(text: string): string;
}

export function painter(colour: boolean): Paint {
  const { bold, red, yellow, green, dim } = pc.createColors(colour);
  return { bold, red, yellow, green, dim };
}
