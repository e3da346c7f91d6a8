import { useCallback, useEffect, useRef, useState } from 'react'
import type { JourneyDefinition, JourneyDetail } from '#http/act/journey-schemas.ts'
import { getJson } from '../../../api/client.ts'
import type { ApiProblem } from '../../../api/client.ts'
import { segment } from '../../../api/endpoint.ts'
import { useChange } from '../../../api/use-api.ts'
import type { Problem } from './journey-words.ts'

const CALM_MS = 700

interface Kept {
  readonly version: number
  readonly definition: JourneyDefinition
  readonly savedAt: string
  readonly problems: readonly Problem[]
}

const keptOf = ({ journey, problems }: JourneyDetail): Kept => ({
  version: journey.version,
  definition: journey.definition,
  savedAt: journey.savedAt,
  problems,
})

/** Saves a draft a moment after each change. What somebody else saved meanwhile is never written over without being asked. */
export function useAutosave(first: JourneyDetail, draft: JourneyDefinition, isWriting: boolean) {
  const { id } = first.journey
  const [kept, setKept] = useState(() => keptOf(first))
  /** The draft that the kept version was made of. */
  const [saved, setSaved] = useState(draft)
  const [failed, setFailed] = useState<{ draft: JourneyDefinition; problem: ApiProblem } | null>(null)
  const { mutateAsync, isPending } = useChange<JourneyDetail>(['/journeys'])
  const isChanged = isWriting && draft !== saved
  const isStopped = failed !== null && (failed.draft === draft || failed.problem.code === 'journey-changed')
  const canSave = isChanged && draft.name.trim() !== ''
  const save = useCallback(
    async (definition: JourneyDefinition, base: number) => {
      try {
        const answer = await mutateAsync({ method: 'PUT', path: `/journeys/${segment(id)}`, body: { base, definition } })
        setKept(keptOf(answer))
        setSaved(definition)
        setFailed(null)
      } catch (problem) {
        setFailed({ draft: definition, problem: problem as ApiProblem })
      }
    },
    [mutateAsync, id],
  )
  const { version } = kept
  useEffect(() => {
    if (!canSave || isStopped || isPending) return undefined
    const timer = setTimeout(() => void save(draft, version), CALM_MS)
    return () => clearTimeout(timer)
  }, [canSave, isStopped, isPending, draft, version, save])

  // Leaving the page saves what has not been saved yet.
  const last = useRef<() => void>(() => undefined)
  useEffect(() => {
    last.current = () => {
      if (canSave && !isStopped && !isPending) void save(draft, version)
    }
  })
  useEffect(() => () => last.current(), [])
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if (isChanged) event.preventDefault()
    }
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [isChanged])

  const theirs = () => getJson<JourneyDetail>(`/journeys/${segment(id)}`, {})
  return {
    kept,
    isChanged,
    isSaving: isPending,
    problem: isChanged ? (failed?.problem ?? null) : null,
    isConflict: isChanged && failed?.problem.code === 'journey-changed',
    /** Takes the version that somebody else saved. */
    load: async (take: (definition: JourneyDefinition) => void) => {
      const answer = await theirs()
      setKept(keptOf(answer))
      setSaved(answer.journey.definition)
      setFailed(null)
      take(answer.journey.definition)
    },
    /** Saves the own draft as the version after theirs. */
    overwrite: async () => {
      const { journey } = await theirs()
      await save(draft, journey.version)
    },
    retry: () => setFailed(null),
  }
}
