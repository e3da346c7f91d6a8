import { AppError } from '#kernel/app-error.ts'

/** What a stage answers; where it finds nothing, the problem that this address tells. */
export async function orNotFound<T>(found: Promise<T>, problem: AppError): Promise<T> {
  try {
    return await found
  } catch (error) {
    throw error instanceof AppError && error.kind === 'not-found' ? problem : error
  }
}
