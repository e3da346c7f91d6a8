import { AppError } from '#kernel/app-error.ts'

/**
 * Checks the addresses of servers that replace the embedded engines.
 *
 * @throws AppError invalid-input `clickhouse-url-wrong` / `database-url-wrong` (never repeats the address: it may hold a password)
 */
export function assertEngineUrls(urls: { readonly clickhouseUrl?: string; readonly databaseUrl?: string }): void {
  if (urls.clickhouseUrl !== undefined && !hasScheme(urls.clickhouseUrl, ['http:', 'https:'])) {
    throw new AppError(
      'invalid-input',
      'clickhouse-url-wrong',
      'CLICKHOUSE_URL must begin with http:// or https://, for example http://user:password@host:8123/database.',
    )
  }
  if (urls.databaseUrl !== undefined && !hasScheme(urls.databaseUrl, ['postgres:', 'postgresql:'])) {
    throw new AppError(
      'invalid-input',
      'database-url-wrong',
      'DATABASE_URL must begin with postgres:// or postgresql://, for example postgres://user:password@host:5432/database.',
    )
  }
}

function hasScheme(text: string, schemes: readonly string[]): boolean {
  // `postgres://user@/db?host=/folder` has no host, which URL refuses for other reasons than its scheme.
  const scheme = /^([a-z][a-z0-9+.-]*:)\/\/./i.exec(text)?.[1]
  return scheme !== undefined && schemes.includes(scheme.toLowerCase())
}
