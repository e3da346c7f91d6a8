import { AppError } from '#kernel/app-error.ts'
import { PreviewBody } from './import-preview-schemas.ts'
import { validatorCompiler } from '../validation.ts'

const check = validatorCompiler({ schema: PreviewBody, method: 'POST', url: '/imports/preview', httpPart: 'body' })
const AS_JSON: ReadonlySet<string> = new Set(['corrections', 'wish', 'forget'])

/**
 * The text fields that stand before the file of a multipart request, as strictly as the body of a JSON request; an empty one is not there.
 *
 * @throws AppError `invalid-request`, `unknown-parameter`.
 */
export function readPreviewFields(fields: Readonly<Record<string, string>>): PreviewBody {
  const given = Object.fromEntries(
    Object.entries(fields)
      .filter(([, text]) => text !== '')
      .map(([name, text]) => [name, AS_JSON.has(name) ? readJson(name, text) : text]),
  )
  const answer = check(given) as { readonly value?: PreviewBody; readonly error?: Error }
  if (answer.error !== undefined) throw answer.error
  return answer.value ?? {}
}

function readJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new AppError('invalid-input', 'invalid-request', `body.${name} is no JSON: correct it and send the request again.`, {
      details: { field: `body.${name}`, reason: 'form', limit: 0 },
    })
  }
}
