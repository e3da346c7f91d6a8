/**
 * Reads JSON of a provider. Whole numbers that JavaScript cannot hold exactly stay text: message ids of WeChat have 19 digits. Undefined: it is no JSON.
 */
export function readProviderJson(text: string): unknown {
  try {
    return JSON.parse(text, (_name: string, value: unknown, context?: { readonly source?: string }) =>
      typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value) ? (context?.source ?? String(value)) : value,
    ) as unknown
  } catch {
    return undefined
  }
}

/** The members of an object, or nothing. */
export function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : {}
}

/** Text or a number as text; empty for everything else. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' && Number.isFinite(value) ? String(value) : ''
}
