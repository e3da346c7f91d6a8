/** Which parts of a plain value differ, as paths: what somebody is typing into. @example changedPart({ a: 1, b: { c: 2 } }, { a: 1, b: { c: 3 } }) // 'b.c' */
export function changedPart(before: unknown, after: unknown, path = ''): string {
  if (Object.is(before, after)) return ''
  if (!isObject(before) || !isObject(after)) return path
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted()
  return keys
    .map((key) => changedPart(before[key], after[key], path === '' ? key : `${path}.${key}`))
    .filter((part) => part !== '')
    .join(' ')
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
