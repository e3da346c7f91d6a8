import { createInterface } from 'node:readline'
import { AppError } from '#kernel/app-error.ts'

/** The first line of standard input. A secret is never an argument, because other accounts can see the arguments of every process. */
export async function readSecret(input: NodeJS.ReadableStream = process.stdin): Promise<string> {
  for await (const line of createInterface({ input })) {
    if (line !== '') return line
    break
  }
  throw new AppError('invalid-input', 'secret-missing', 'Standard input is empty. Pass the secret there, for example from a file.')
}
