/** PostgreSQL's disk_full; ClickHouse's NOT_ENOUGH_SPACE. */
const CODES = new Set(['ENOSPC', 'EDQUOT', '53100', '243'])
const WORDS = /No space left on device|not enough space|errno: 28\b|ENOSPC/i

/** True when anything in the chain of causes says that a disk is full: the system, PostgreSQL or ClickHouse. */
export function isDiskFull(error: unknown): boolean {
  let current = error
  for (let depth = 0; depth < 8 && current instanceof Error; depth += 1) {
    const code = 'code' in current ? String(current.code) : ''
    if (CODES.has(code) || WORDS.test(current.message)) return true
    if (current instanceof AggregateError && current.errors.some((each) => isDiskFull(each))) return true
    current = current.cause
  }
  return false
}
