import { AppError } from './app-error.ts'

/** The code of the AppError that work throws; null where it throws none. Other errors are thrown on. */
export function codeOfProblem(work: () => unknown): string | null {
  try {
    work()
    return null
  } catch (error) {
    if (error instanceof AppError) return error.code
    throw error
  }
}
