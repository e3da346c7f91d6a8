import { AppError } from '#kernel/app-error.ts'
import { readTextFile } from './read-text-file.ts'

/** The plan of a JSON file: by itself, or in what `plan show --json` and `plan learn --json` print. Whether it is a plan is checked by the server. */
export async function readPlanFile(file: string): Promise<unknown> {
  const text = await readTextFile(file)
  try {
    const content: unknown = JSON.parse(text.startsWith('\ufeff') ? text.slice(1) : text)
    return typeof content === 'object' && content !== null && 'plan' in content ? content.plan : content
  } catch (cause) {
    throw new AppError('invalid-input', 'invalid-json', `The file ${file} is not valid JSON.`, { cause })
  }
}
