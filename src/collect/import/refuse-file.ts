import { AppError } from '#kernel/app-error.ts'

/** What is wrong with a file as a whole, with its name for the console. */
export function refuseFile(code: string, message: string, file: string): AppError {
  return new AppError('invalid-input', code, message, { details: { file } })
}
