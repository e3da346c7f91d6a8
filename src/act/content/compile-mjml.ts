import mjml2html from 'mjml'
import { AppError, messageOf } from '#kernel/app-error.ts'

const MOST_CHARACTERS = 200_000

/**
 * The page of a mail, with its template tags kept for each customer. Reads no file and calls nobody. About 20 ms; done once a version.
 * @throws AppError `mjml-invalid` with what is wrong
 */
export async function compileMjml(mjml: string): Promise<string> {
  if (mjml.length > MOST_CHARACTERS) throw invalid('it is longer than 200,000 characters')
  try {
    const { html, errors } = await mjml2html(mjml, { validationLevel: 'soft', ignoreIncludes: true, minify: false, keepComments: false })
    const [first] = errors
    if (first !== undefined) throw invalid(`line ${first.line}: ${first.message}`)
    return html
  } catch (error) {
    throw error instanceof AppError ? error : invalid(messageOf(error))
  }
}

function invalid(reason: string): AppError {
  return new AppError('invalid-input', 'mjml-invalid', `The mail is not valid MJML: ${reason}.`, { details: { reason } })
}
