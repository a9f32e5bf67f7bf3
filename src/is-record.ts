// Whether a value that came from outside has keys; a list has some as well.

export function isRecord(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === 'object' && value !== null;
}
