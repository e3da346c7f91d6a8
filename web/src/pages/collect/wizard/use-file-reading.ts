import { useEffect, useRef, useState } from 'react'
import type { Static } from '#http/shared-schemas.ts'
import type { Corrections, FileWish, ImportKind, ImportPreview } from '#http/collect/import-preview-schemas.ts'
import { ApiProblem, send } from '../../../api/client.ts'

export type Preview = Static<typeof ImportPreview>

/** What was said of the file so far. */
export interface Said {
  readonly kind: ImportKind
  readonly corrections: Corrections
  readonly wish: FileWish
  /** What was said of an earlier file of the same headings is left out. */
  readonly forget: boolean
}

export interface FileReading {
  readonly preview: Preview | undefined
  /** The one before the last change, to say what that changed. */
  readonly before: Preview | undefined
  /** How its columns were read at first: rows that can be corrected keep their place. */
  readonly first: Preview | undefined
  /** Status words that were ever not known, for the same reason. */
  readonly asked: readonly string[]
  readonly said: Said
  /** It is being read, or is about to be. */
  readonly busy: boolean
  readonly error: ApiProblem | null
  take(file: File): void
  /** Goes on from a look that somebody else had taken. */
  begin(answer: Preview): void
  /** Says more of the file and looks at it again as soon as no further change follows. */
  say(change: Partial<Said>): void
  leave(): void
}

const NOTHING: Said = { kind: 'orders', corrections: {}, wish: {}, forget: false }
const PAUSE_MS = 250

/** One uploaded file and how it is read: every change of what is said of it reads it again, the last one wins. */
export function useFileReading(): FileReading {
  const [preview, setPreview] = useState<Preview>()
  const [before, setBefore] = useState<Preview>()
  const [first, setFirst] = useState<Preview>()
  const [asked, setAsked] = useState<readonly string[]>([])
  const [said, setSaid] = useState<Said>(NOTHING)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<ApiProblem | null>(null)
  const turn = useRef(0)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(
    () => () => {
      clearTimeout(timer.current)
      turn.current += 1
    },
    [],
  )
  const ask = async (path: string, body: unknown, taken: (answer: Preview) => void): Promise<void> => {
    turn.current += 1
    const mine = turn.current
    setBusy(true)
    setError(null)
    try {
      const answer = await send<Preview>('POST', path, body)
      if (mine === turn.current) taken(answer)
    } catch (problem) {
      if (mine === turn.current) setError(problem instanceof ApiProblem ? problem : new ApiProblem(0, 'unreachable', ''))
    } finally {
      if (mine === turn.current) setBusy(false)
    }
  }
  const show = (answer: Preview, last: Preview | undefined): void => {
    const isOther = last === undefined || last.kind !== answer.kind || last.columns.join('\n') !== answer.columns.join('\n')
    const unknown = answer.questions.flatMap(({ words = [] }) => words.map(({ word }) => word))
    setPreview(answer)
    setBefore(last)
    if (isOther) setFirst(answer)
    setAsked((known) => (isOther ? unknown : [...new Set([...known, ...unknown])]))
  }
  return {
    preview,
    before,
    first,
    asked,
    said,
    busy,
    error,
    begin(answer) {
      show(answer, undefined)
      setSaid({ ...NOTHING, kind: answer.kind, corrections: answer.corrections })
    },
    take(file) {
      const body = new FormData()
      body.append('file', file, file.name)
      void ask('/imports/preview', body, (answer) => {
        show(answer, undefined)
        setSaid({ ...NOTHING, kind: answer.kind, corrections: answer.corrections })
      })
    },
    say(change) {
      if (preview === undefined) return
      const next = { ...said, ...change }
      setSaid(next)
      // From here on the figures on the page are not those of what was said.
      setBusy(true)
      clearTimeout(timer.current)
      timer.current = setTimeout(() => {
        void ask(`/imports/${preview.uploadId}/preview`, next, (answer) => {
          show(answer, preview)
        })
      }, PAUSE_MS)
    },
    leave() {
      clearTimeout(timer.current)
      turn.current += 1
      setPreview(undefined)
      setBefore(undefined)
      setFirst(undefined)
      setAsked([])
      setSaid(NOTHING)
      setBusy(false)
      setError(null)
    },
  }
}
