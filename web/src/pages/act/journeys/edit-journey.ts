import type { JourneyDefinition } from '#http/act/journey-schemas.ts'

export type Step = JourneyDefinition['steps'][number]
export type StepKind = Step['kind']
export type EventPattern = Extract<Step, { kind: 'wait_event' }>['event']
export type Entry = JourneyDefinition['entry']

/** A way out of a step, or out of the entry where `from` is null. */
export interface Way {
  readonly from: string | null
  /** `next`, `late`, or the id of a case or an arm. */
  readonly way: string
}

/** What can be added. Tags are worked out of other data, so that no journey can set one. */
export const STEP_KINDS = [
  'send',
  'wait',
  'wait_event',
  'branch',
  'split',
  'task',
  'attribute',
  'webhook',
] as const satisfies readonly StepKind[]

/** The ways out of a step, in the order in which they are tried, and where they lead. */
export function waysOf(step: Step): readonly { readonly way: string; readonly to: string | null }[] {
  if (step.kind === 'branch') return [...step.cases.map(({ id, next }) => ({ way: id, to: next })), { way: 'next', to: step.next }]
  if (step.kind === 'split') return step.arms.map(({ id, next }) => ({ way: id, to: next }))
  if (step.kind === 'wait_event') {
    return [
      { way: 'next', to: step.next },
      { way: 'late', to: step.late },
    ]
  }
  return [{ way: 'next', to: step.next }]
}

export function stepOf({ steps }: JourneyDefinition, id: string | null): Step | undefined {
  return id === null ? undefined : steps.find((step) => step.id === id)
}

export function leadsTo(journey: JourneyDefinition, { from, way }: Way): string | null {
  if (from === null) return journey.first
  const step = stepOf(journey, from)
  return step === undefined ? null : (waysOf(step).find((one) => one.way === way)?.to ?? null)
}

function withWays(step: Step, to: (way: string, now: string | null) => string | null): Step {
  switch (step.kind) {
    case 'branch':
      return { ...step, cases: step.cases.map((one) => ({ ...one, next: to(one.id, one.next) })), next: to('next', step.next) }
    case 'split':
      return { ...step, arms: step.arms.map((one) => ({ ...one, next: to(one.id, one.next) })) }
    case 'wait_event':
      return { ...step, next: to('next', step.next), late: to('late', step.late) }
    default:
      return { ...step, next: to('next', step.next) }
  }
}

/** Leads a way to another step, or to the end. */
export function relink(journey: JourneyDefinition, { from, way }: Way, to: string | null): JourneyDefinition {
  if (from === null) return { ...journey, first: to }
  const steps = journey.steps.map((step) => (step.id === from ? withWays(step, (one, now) => (one === way ? to : now)) : step))
  return { ...journey, steps }
}

export function putStep(journey: JourneyDefinition, step: Step): JourneyDefinition {
  return { ...journey, steps: journey.steps.map((one) => (one.id === step.id ? step : one)) }
}

/** Puts a step into a way: it leads on to where the way led. */
export function insertStep(journey: JourneyDefinition, at: Way, step: Step): JourneyDefinition {
  const to = leadsTo(journey, at)
  const [first] = waysOf(step)
  // Of several ways the last one is that of everybody else; of a wait for an event the one that goes on.
  const main = step.kind === 'branch' ? 'next' : (first?.way ?? 'next')
  const added = withWays(step, (way) => (way === main ? to : null))
  return relink({ ...journey, steps: [...journey.steps, added] }, at, step.id)
}

function reached({ first, steps }: JourneyDefinition): ReadonlySet<string> {
  const found = new Set<string>()
  const open = [first]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const step = steps.find((one) => one.id === id)
    if (step === undefined || found.has(step.id)) continue
    found.add(step.id)
    open.push(...waysOf(step).map(({ to }) => to))
  }
  return found
}

/** Takes a step out: what led to it leads on to where it led. Steps that only its other ways led to go with it. */
export function removeStep(journey: JourneyDefinition, id: string): JourneyDefinition {
  const gone = stepOf(journey, id)
  if (gone === undefined) return journey
  const ways = waysOf(gone)
  const on = (ways.find(({ way }) => way === 'next') ?? ways[0])?.to ?? null
  const to = on === id ? null : on
  const before = reached(journey)
  const steps = journey.steps.filter((step) => step.id !== id).map((step) => withWays(step, (_, now) => (now === id ? to : now)))
  const rest = { ...journey, steps, first: journey.first === id ? to : journey.first }
  const after = reached(rest)
  return { ...rest, steps: rest.steps.filter((step) => after.has(step.id) || !before.has(step.id)) }
}

/** A copy of a step right behind it. */
export function copyStep(journey: JourneyDefinition, id: string, fresh: () => string): JourneyDefinition {
  const step = stepOf(journey, id)
  if (step === undefined) return journey
  const copy: Step =
    step.kind === 'branch'
      ? { ...step, id: fresh(), cases: step.cases.map((one) => ({ ...one, id: fresh() })) }
      : step.kind === 'split'
        ? { ...step, id: fresh(), arms: step.arms.map((one) => ({ ...one, id: fresh() })) }
        : { ...step, id: fresh() }
  const main = waysOf(step).find(({ way }) => way === 'next')?.way ?? waysOf(step)[0]?.way ?? 'next'
  return insertStep(journey, { from: id, way: main }, copy)
}

const EMPTY = { zh: '', en: '' }

/** A step as it is added. */
export function newStep(kind: StepKind, fresh: () => string): Step {
  const made = { id: fresh(), name: '', next: null }
  switch (kind) {
    case 'send':
      return { ...made, kind, content: { id: '', version: 1 }, channels: [], expiresHours: 24, unitCosts: {}, time: 'now' }
    case 'wait':
      return { ...made, kind, wait: { kind: 'for', duration: { n: 1, unit: 'day' } } }
    case 'wait_event':
      return { ...made, kind, event: { name: '', where: [] }, timeout: { n: 3, unit: 'day' }, late: null }
    case 'branch':
      return { ...made, kind, cases: [{ id: fresh(), name: '', condition: { all: [] }, next: null }] }
    case 'split': {
      const { next, ...rest } = made
      return { ...rest, kind, arms: [fresh(), fresh()].map((id) => ({ id, name: '', share: 0.5, next })) }
    }
    case 'task':
      return { ...made, kind, title: EMPTY, script: EMPTY, slaHours: 24 }
    case 'webhook':
      return { ...made, kind, note: '' }
    case 'tag':
      return { ...made, kind, tag: '', value: '' }
    case 'attribute':
      return { ...made, kind, attribute: '', value: '' }
  }
}

/** Another number of arms with shares that add up to 1: what is over goes to the first ones. */
export function evenShares(count: number): readonly number[] {
  const least = Math.floor(100 / count)
  return Array.from({ length: count }, (_, i) => (least + (i < 100 - least * count ? 1 : 0)) / 100)
}

/** Steps in the order in which they are come to, with how deep they stand: a way of several is one deeper. What was shown already is only pointed to. */
export type Line =
  | { readonly kind: 'step'; readonly depth: number; readonly step: Step; readonly isUnreached: boolean }
  | { readonly kind: 'way'; readonly depth: number; readonly at: Way; readonly step: Step }
  | { readonly kind: 'end'; readonly depth: number; readonly at: Way; readonly to: string | null }

/** The journey as an indented list. */
export function linesOf(journey: JourneyDefinition): readonly Line[] {
  const lines: Line[] = []
  const shown = new Set<string>()
  const follow = (at: Way, depth: number, isUnreached: boolean) => {
    const id = leadsTo(journey, at)
    const step = stepOf(journey, id)
    if (step === undefined || shown.has(step.id)) {
      lines.push({ kind: 'end', depth, at, to: step === undefined ? null : id })
      return
    }
    show(step, depth, isUnreached)
  }
  const show = (step: Step, depth: number, isUnreached: boolean) => {
    shown.add(step.id)
    lines.push({ kind: 'step', depth, step, isUnreached })
    const ways = waysOf(step)
    for (const { way } of ways) {
      const at = { from: step.id, way }
      if (ways.length > 1) lines.push({ kind: 'way', depth: depth + 1, at, step })
      follow(at, ways.length > 1 ? depth + 2 : depth, isUnreached)
    }
  }
  follow({ from: null, way: 'next' }, 0, false)
  for (const step of journey.steps) if (!shown.has(step.id)) show(step, 0, true)
  return lines
}
