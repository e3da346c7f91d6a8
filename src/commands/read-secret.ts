import { createInterface } from 'node:readline'
import { AppError } from '#kernel/app-error.ts'

/** The first line of the standard input: a secret is no argument, because other accounts see the arguments of every process. */
export async function readSecret(input: NodeJS.ReadableStream = process.stdin): Promise<string> {
  for await (const line of createInterface({ input })) {
    if (line !== '') return line
    break
  }
  throw new AppError(
    'invalid-input',
    'secret-missing',
    'There is nothing on the standard input: write the secret there, such as from a file.',
  )
}
