// A JSON list of any length, one element at a time: an array, {"value": [...]}, one object, or objects one after another (NDJSON).
import { textOf } from '../bytes/text.ts';
import type { ByteSource } from '../bytes/types.ts';
import { Scanner } from './json-stream-scanner.ts';

export interface JsonHandler {
  /** @param index from 0 */
  element(value: unknown, index: number): void;
  /** An element that is no JSON although its brackets close; without this such a file is refused. */
  broken?(index: number): void;
}

export interface JsonLimits {
  /** Characters of one element, 1 Mi where nothing is said. */
  element?: number;
  /** 64 where nothing is said. */
  depth?: number;
}

export interface JsonList {
  elements: number;
  /** The object around the list of {"value": [...], "Count": 2}, with that list left empty; null where nothing is around it. */
  around: unknown;
}

export interface JsonScanner {
  /** @throws UserError */
  write(piece: string): void;
  /** @throws UserError where the text ends too early, or holds nothing */
  end(): JsonList;
}

/** Hands each element over while the file is being read. @throws UserError where it is no JSON list, is cut off, or has an element that is too large */
export async function readJsonList(file: ByteSource, handler: JsonHandler, limits: JsonLimits = {}): Promise<JsonList> {
  const scanner = jsonScanner(handler, limits);
  for await (const piece of textOf(file)) scanner.write(piece);
  return scanner.end();
}

/** Looks at brackets, commas and quotes alone to find where an element ends; what is between them is for JSON.parse. */
export function jsonScanner(handler: JsonHandler, limits: JsonLimits = {}): JsonScanner {
  return new Scanner(handler, limits.element ?? 1024 * 1024, limits.depth ?? 64);
}
