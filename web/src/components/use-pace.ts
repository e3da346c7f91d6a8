import { useEffect, useRef, useState } from 'react'
import type { Job } from '#http/collect/data-schemas.ts'

const ENOUGH_SECONDS = 0.8

/** How much a second a job gets done in its present stage, since it was first seen there; null until there is enough to say. */
export function usePace(job: Job | undefined): number | null {
  const first = useRef<{ stage: string; at: number; done: number }>(undefined)
  const [pace, setPace] = useState<number | null>(null)
  useEffect(() => {
    if (job === undefined) return
    const { stage, done } = job
    const now = performance.now()
    const from = first.current
    if (from === undefined || from.stage !== stage || done < from.done) {
      first.current = { stage, at: now, done }
      setPace(null)
      return
    }
    const seconds = (now - from.at) / 1000
    setPace(seconds < ENOUGH_SECONDS || done === from.done ? null : (done - from.done) / seconds)
  }, [job])
  return pace
}
