import type { Readable, Writable } from 'node:stream'
import { createInterface } from 'node:readline/promises'
import { AppError } from '#kernel/app-error.ts'

interface Terminal {
  readonly input: Readable & { readonly isTTY?: boolean }
  readonly output: Writable
}

/**
 * Asks before something that cannot be undone: `--yes` answers in advance, a terminal is asked, anything else is refused.
 *
 * @param what What would happen, as one sentence.
 * @throws AppError `not-confirmed`
 */
export async function confirmFirst(
  what: string,
  yes: boolean,
  { input, output }: Terminal = { input: process.stdin, output: process.stderr },
): Promise<void> {
  if (yes) return
  if (input.isTTY !== true) throw new AppError('invalid-input', 'not-confirmed', `${what} Nothing was changed. Add --yes to go on.`)
  const lines = createInterface({ input, output })
  // A terminal that is closed, or Ctrl-C, is a no.
  const closed = new Promise<string>((resolve) => lines.once('close', () => resolve('')))
  try {
    const answer = (await Promise.race([lines.question(`${what} Go on? [y/N] `), closed])).trim().toLowerCase()
    if (answer !== 'y' && answer !== 'yes') throw new AppError('invalid-input', 'not-confirmed', 'Nothing was changed.')
  } finally {
    lines.close()
  }
}
