import { AppError } from '#kernel/app-error.ts'

/** The oldest server that the migrations run on: unique indexes in which NULLs are equal came with 15. */
const OLDEST = 15

/**
 * @param versionNumber `server_version_num`, such as 150018 for 15.18
 * @throws AppError invalid-input `postgres-too-old`
 */
export function refuseOldPostgres(versionNumber: number): void {
  const major = Math.floor(versionNumber / 10_000)
  if (major >= OLDEST) return
  throw new AppError(
    'invalid-input',
    'postgres-too-old',
    `The server of DATABASE_URL is PostgreSQL ${major}: use ${OLDEST} or later, or leave DATABASE_URL out to use the one that comes along.`,
  )
}
