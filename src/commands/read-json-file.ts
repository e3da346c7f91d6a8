import { AppError } from '#kernel/app-error.ts'
import { readTextFile } from './read-text-file.ts'

/** The document of a JSON file: by itself, or under `key` in what a command with --json printed. Whether it is a right one is checked by the server. */
export async function readJsonFile(file: string, key: string): Promise<unknown> {
  const text = await readTextFile(file)
  try {
    const content: unknown = JSON.parse(text.startsWith('\ufeff') ? text.slice(1) : text)
    return typeof content === 'object' && content !== null && key in content ? (content as Record<string, unknown>)[key] : content
  } catch (cause) {
    throw new AppError('invalid-input', 'invalid-json', `The file ${file} is not valid JSON.`, { cause })
  }
}
