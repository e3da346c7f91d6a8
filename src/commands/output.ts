import type { Writable } from 'node:stream'

/** How far a job is, for the list of jobs. */
export interface Progress {
  readonly stage: string
  readonly done: number
  readonly total: number
}

/** Where a command writes: the result to stdout (with --json one JSON object as the last line), everything else to stderr. */
export interface Output {
  readonly json: boolean
  /** The result; `text` is printed without --json. */
  result(value: object, text: string): void
  /** A line about what is happening. */
  note(text: string): void
  /** Progress; rewritten in place on a terminal, elsewhere at most one line every few seconds. */
  progress(text: string, figures?: Progress): void
  /** Ends a progress line. */
  done(): void
}

const QUIET_MS = 5_000

export function createOutput(
  json: boolean,
  out: Writable = process.stdout,
  err: Writable & { readonly isTTY?: boolean } = process.stderr,
): Output {
  let open = false
  let lastLine = Number.NEGATIVE_INFINITY
  const end = (): void => {
    if (open) err.write('\n')
    open = false
  }
  return {
    json,
    result(value, text) {
      end()
      out.write(json ? `${JSON.stringify(value)}\n` : `${text}\n`)
    },
    note(text) {
      end()
      err.write(`${text}\n`)
    },
    progress(text) {
      if (err.isTTY === true) {
        err.write(`\r\u001B[K${text}`)
        open = true
      } else if (performance.now() - lastLine > QUIET_MS) {
        lastLine = performance.now()
        err.write(`${text}\n`)
      }
    },
    done: end,
  }
}
