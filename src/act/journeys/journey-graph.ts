import type { JourneyDefinition, JourneyStep, NextStep } from './journey.ts'

/** A way out of a step: which of its ways it is (`next`, `late`, the id of a case or an arm) and where it leads. */
export interface WayOut {
  readonly way: string
  readonly to: NextStep
}

/** The ways out of a step, in the order in which they are tried. */
export function waysOut(step: JourneyStep): readonly WayOut[] {
  switch (step.kind) {
    case 'branch':
      return [...step.cases.map(({ id, next }) => ({ way: id, to: next })), { way: 'next', to: step.next }]
    case 'split':
      return step.arms.map(({ id, next }) => ({ way: id, to: next }))
    case 'wait_event':
      return [
        { way: 'next', to: step.next },
        { way: 'late', to: step.late },
      ]
    default:
      return [{ way: 'next', to: step.next }]
  }
}

/** Ids of the steps that somebody can come to. */
export function reachedSteps({ first, steps }: Pick<JourneyDefinition, 'first' | 'steps'>): ReadonlySet<string> {
  const byId = new Map(steps.map((step) => [step.id, step]))
  const reached = new Set<string>()
  const open = [first]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const step = id === null ? undefined : byId.get(id)
    if (step === undefined || reached.has(step.id)) continue
    reached.add(step.id)
    open.push(...waysOut(step).map(({ to }) => to))
  }
  return reached
}

/**
 * Steps of a circle that takes no time: who comes into it would go round for ever. Waiting takes time, for an event too: only one that comes in later counts.
 *
 * @returns ids, in the order of the definition
 */
export function stepsOfTimelessCircles({ steps }: Pick<JourneyDefinition, 'steps'>): readonly string[] {
  const timeless = new Map(steps.filter((step) => step.kind !== 'wait' && step.kind !== 'wait_event').map((step) => [step.id, step]))
  const leadsBack = (start: JourneyStep) => {
    const seen = new Set<string>()
    const open = waysOut(start).map(({ to }) => to)
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (id === start.id) return true
      const step = id === null ? undefined : timeless.get(id)
      if (step === undefined || seen.has(step.id)) continue
      seen.add(step.id)
      open.push(...waysOut(step).map(({ to }) => to))
    }
    return false
  }
  return [...timeless.values()].filter(leadsBack).map(({ id }) => id)
}
