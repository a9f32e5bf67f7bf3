// PowerShell as the grammar of tree-sitter-powershell reads it: what is wrong with a script, what it calls, and which texts it holds.
import { join } from 'node:path';
import { Language, type Node, Parser } from 'web-tree-sitter';
import { root } from './run.ts';

export interface Call {
  name: string;
  /** With their dash, as they are written. */
  parameters: string[];
}

export interface ReadScript {
  /** ERROR and MISSING nodes, with their place. */
  faults: string[];
  calls: Call[];
  /** Names of the functions that the script itself declares. */
  functions: string[];
  /** What the single-quoted strings mean, and those that [regex]::Unescape turns into others. */
  texts: string[];
}

export async function powershell(): Promise<(script: string) => ReadScript> {
  await Parser.init();
  const grammar = join(root, 'node_modules', 'tree-sitter-powershell', 'tree-sitter-powershell.wasm');
  const parser = new Parser().setLanguage(await Language.load(grammar));
  const known = new Map<string, ReadScript>();
  return (script) => {
    const before = known.get(script);
    if (before) return before;
    const tree = parser.parse(script);
    if (!tree) throw new Error('the script was not parsed');
    const read = readTree(tree.rootNode);
    tree.delete();
    known.set(script, read);
    return read;
  };
}

function readTree(rootNode: Node): ReadScript {
  const read: ReadScript = { faults: [], calls: [], functions: [], texts: [] };
  const waiting = [rootNode];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (node.isError || node.isMissing)
      read.faults.push(`line ${node.startPosition.row + 1}: ${node.text.slice(0, 80)}`);
    if (node.type === 'command') read.calls.push(callOf(node));
    if (node.type === 'function_name') read.functions.push(node.text);
    if (node.type === 'verbatim_string_characters') read.texts.push(textOf(node));
    // In the order of the text, so that two scripts can be compared.
    for (const child of [...node.children].reverse()) if (child) waiting.push(child);
  }
  return read;
}

function callOf(command: Node): Call {
  const inside = command.descendantsOfType(['command_name', 'path_command_name', 'command_name_expr', 'variable']);
  const name = command.childForFieldName('command_name') ?? inside[0];
  const elements = command.namedChildren.find((child) => child?.type === 'command_elements');
  const parameters = (elements?.namedChildren ?? []).flatMap((child) =>
    child?.type === 'command_parameter' ? [child.text.replace(/:$/, '')] : [],
  );
  return { name: name?.text ?? '', parameters };
}

/** As PowerShell reads it: any of its single quotes ends the string, and two of them are one. */
function textOf({ text, parent }: Node): string {
  const inner = /^'((?:''|[^'\u2018-\u201b])*)'$/.exec(text)?.[1];
  if (inner === undefined) throw new Error(`PowerShell ends this string elsewhere: ${text}`);
  const plain = inner.replaceAll("''", "'");
  return isUnescaped(parent) ? unescaped(plain) : plain;
}

function isUnescaped(node: Node | null): boolean {
  for (let each = node; each; each = each.parent) {
    if (each.type === 'invokation_expression') return /^\[regex\]::Unescape\('/.test(each.text);
    if (each.type === 'command' || each.type === 'statement_list') return false;
  }
  return false;
}

/** https://learn.microsoft.com/en-us/dotnet/api/system.text.regularexpressions.regex.unescape */
function unescaped(text: string): string {
  return text.replace(/\\(?:u([0-9a-f]{4})|(\\)|(.))/g, (_all, code: string | undefined, slash, other) => {
    if (other !== undefined) throw new Error(`\\${other} means something of its own`);
    return code === undefined ? slash : String.fromCharCode(Number.parseInt(code, 16));
  });
}
