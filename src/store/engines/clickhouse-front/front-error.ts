/** An exception as ClickHouse reports it: a numeric code, its name, a message. */
export class FrontError extends Error {
  override readonly name = 'FrontError'
  readonly code: number
  readonly type: string

  constructor(code: number, type: string, message: string) {
    super(message)
    this.code = code
    this.type = type
  }

  /** The body of an error answer. */
  get body(): string {
    return `Code: ${this.code}. DB::Exception: ${this.message} (${this.type})`
  }
}

const ENGINE_MESSAGE = /Code: (\d+)\. DB::Exception: ([\s\S]*?)\s*\(([A-Z][A-Z0-9_]{2,})\)(?:\s*\(version [^)]*\))?\s*$/

/** Any thrown value as a FrontError; an unknown one is code 1002 UNKNOWN_EXCEPTION. */
export function toFrontError(error: unknown): FrontError {
  if (error instanceof FrontError) return error
  if (error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')) {
    return new FrontError(243, 'NOT_ENOUGH_SPACE', 'The disk of the data folder is full.')
  }
  const message = error instanceof Error ? error.message : String(error)
  const match = ENGINE_MESSAGE.exec(message)
  if (match === null) {
    const code = /Code: (\d+)/.exec(message)
    return new FrontError(code === null ? 1002 : Number(code[1]), 'UNKNOWN_EXCEPTION', message)
  }
  return new FrontError(Number(match[1]), match[3] ?? '', match[2] ?? '')
}

/** The HTTP status that ClickHouse answers for an exception code. */
export function statusOf(code: number): number {
  if (code === 516 || code === 497) return 403
  if (code === 60 || code === 81 || code === 46 || code === 47 || code === 82) return 404
  if (code === 202) return 503
  if (code === 241 || code === 243) return 507
  return BAD_REQUEST.has(code) ? 400 : 500
}

const BAD_REQUEST: ReadonlySet<number> = new Set([
  6, 16, 26, 27, 36, 38, 41, 43, 48, 53, 62, 69, 70, 72, 115, 117, 130, 131, 168, 215, 352, 386, 456, 457,
])
