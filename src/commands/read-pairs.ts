import { AppError } from '#kernel/app-error.ts'
import { commandSetting } from './command-setting.ts'
import { readSecret } from './read-secret.ts'
import { readTextFile } from './read-text-file.ts'

/** `name=value` of an option that may be repeated. @throws AppError `pair-unreadable` */
export function readPairs(option: string, pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=')
      if (at < 1) throw new AppError('invalid-input', 'pair-unreadable', `${option} takes a name, = and a value.`)
      return [pair.slice(0, at), pair.slice(at + 1)]
    }),
  )
}

/**
 * Secrets by field, each from where the option says: an environment variable, a file or standard input. A secret itself is never an argument, because other
 * accounts of the machine can see the arguments of every process.
 * @throws AppError `secret-place-wrong`, `secret-missing`, `file-not-found`
 */
export async function readAccountSecrets(pairs: readonly string[]): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const [field, place] of Object.entries(readPairs('--secret', pairs))) found[field] = await secretAt(field, place)
  return found
}

async function secretAt(field: string, place: string): Promise<string> {
  if (place === '-') return await readSecret()
  if (place.startsWith('file:')) return (await readTextFile(place.slice('file:'.length))).trim()
  if (place.startsWith('env:')) {
    const name = place.slice('env:'.length)
    const value = commandSetting().env[name]
    if (value !== undefined && value !== '') return value
    throw new AppError('invalid-input', 'secret-missing', `The environment variable ${name} is empty. Put the secret there.`)
  }
  throw new AppError(
    'invalid-input',
    'secret-place-wrong',
    `--secret ${field} takes env:NAME, file:PATH or - for standard input, not the secret itself.`,
  )
}
