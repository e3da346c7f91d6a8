/** The kind of failure; mapped to an HTTP status and an exit code in one place each. */
export type ErrorKind =
  | 'invalid-input'
  | 'not-found'
  | 'conflict'
  | 'unauthenticated'
  | 'forbidden'
  | 'too-large'
  | 'too-slow'
  | 'too-many-requests'
  | 'unavailable'
  | 'internal'

/**
 * The only error shown to users. `code` is stable and machine-readable (kebab-case), `message` is one sentence saying what is
 * wrong, where, and what to do. Never put personal data into it.
 */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly kind: ErrorKind
  readonly code: string
  readonly details: Readonly<Record<string, unknown>>

  constructor(
    kind: ErrorKind,
    code: string,
    message: string,
    options: { readonly cause?: unknown; readonly details?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause })
    this.kind = kind
    this.code = code
    this.details = options.details ?? {}
  }
}

/** The message of any thrown value, for places that must report it. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** The values that a sentence about an error may include. */
export type ErrorParams = Readonly<Record<string, string | number | boolean>>

const LONGEST_PARAM = 500

/** The details of an error that its sentence may include: text, numbers and booleans; lists and objects are left out. */
export function errorParams(details: AppError['details']): ErrorParams {
  const params: Record<string, string | number | boolean> = {}
  for (const [name, value] of Object.entries(details)) {
    if (typeof value === 'string') params[name] = value.slice(0, LONGEST_PARAM).toWellFormed()
    else if ((typeof value === 'number' && Number.isFinite(value)) || typeof value === 'boolean') params[name] = value
  }
  return params
}
