import { AppError } from '#kernel/app-error.ts'

/**
 * ClickHouse: codes that say a value cannot be read or kept. Escapes and quotes (24-28), texts, dates, numbers, JSON (6, 38, 41, 72, 117, 376, 467), types and
 * ranges (32 is a broken connection and not here; 53, 69, 70, 190, 321, 349, 407, 441, 691), sizes (128, 130, 131, 306, 307).
 */
const CLICKHOUSE = new Set(
  [6, 24, 25, 26, 27, 28, 29, 38, 41, 43, 53, 69, 70, 72, 117, 128, 130, 131, 190, 306, 307, 321, 349, 376, 407, 441, 467, 691].map(String),
)
/** PostgreSQL: data exceptions (22), a value that may not be null or breaks a check, limits such as the size of a row (54). */
const POSTGRES = /^(?:22[0-9A-Z]{3}|54[0-9A-Z]{3}|23502|23514)$/

/**
 * Whether a store failed because of what it was given. True only for codes that say so and for what our own code throws on a value (RangeError, TypeError,
 * URIError without a code): an engine that is away, restarting, full or over a limit says nothing about the records.
 */
export function isAboutData(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof AppError) return error instanceof AppError && isAboutData(error.cause)
  const code = 'code' in error ? String(error.code) : ''
  if (code === '' && error.cause === undefined)
    return error instanceof RangeError || error instanceof TypeError || error instanceof URIError
  return CLICKHOUSE.has(code) || (code.length === 5 && POSTGRES.test(code))
}
