import { isPersonalKey } from '#privacy/personal-key.ts'
import { ADDED } from './learn-plan.ts'
import { PLAN_VIOLATIONS, type PlanViolationKind } from './plan-words.ts'
import type { ToUtc } from '../tracking/read-instant.ts'
import { isObject } from '../tracking/tracking-message.ts'
import { compilePlan } from './compile-plan.ts'
import { checkPlan, type TrackingPlan } from './tracking-plan.ts'

/** An event as it is stored: without personal properties. */
export interface StoredSample {
  readonly type: string
  readonly name: string
  /** JSON. */
  readonly properties: string
}

export interface PreviewedViolation {
  readonly kind: PlanViolationKind
  readonly type: string
  readonly event: string
  readonly property: string
  readonly count: number
}

/** What a plan would have said of events that came. */
export interface PlanPreview {
  readonly events: number
  readonly asPlanned: number
  /** Of those that are not: stored all the same, or held in quarantine. */
  readonly kept: number
  readonly quarantined: number
  readonly byKind: Readonly<Record<PlanViolationKind, number>>
  /** The most frequent ones. */
  readonly violations: readonly PreviewedViolation[]
}

const SHOWN = 50

/** Holds stored events against a plan that is not saved yet. @throws AppError `tracking-plan-wrong` */
export function previewPlan(plan: TrackingPlan, samples: readonly StoredSample[], toUtc: ToUtc): PlanPreview {
  const compiled = compilePlan(asStored(checkPlan(plan)), 0)
  const byKind = Object.fromEntries(PLAN_VIOLATIONS.map((kind) => [kind, 0])) as Record<PlanViolationKind, number>
  const counts = new Map<string, { readonly about: Omit<PreviewedViolation, 'count'>; count: number }>()
  let [asPlanned, quarantined] = [0, 0]
  for (const { type, name, properties } of samples) {
    const fields = read(properties)
    const violations = compiled.judge({ type, name, properties: fields, traits: fields }, toUtc)
    if (violations === null) {
      asPlanned += 1
      continue
    }
    if (violations.some(({ mode }) => mode === 'quarantine')) quarantined += 1
    for (const { kind, property } of violations) {
      byKind[kind] += 1
      const key = JSON.stringify([kind, type, name, property])
      const count = counts.get(key) ?? { about: { kind, type, event: name, property }, count: 0 }
      count.count += 1
      counts.set(key, count)
    }
  }
  return {
    events: samples.length,
    asPlanned,
    kept: samples.length - asPlanned - quarantined,
    quarantined,
    byKind,
    violations: [...counts.values()]
      .sort((a, b) => b.count - a.count)
      .slice(0, SHOWN)
      .map(({ about, count }) => ({ ...about, count })),
  }
}

/**
 * The plan as stored events can be held against it: personal values are not stored, so that their absence says nothing, and what intake adds to events of carts
 * was not sent.
 */
function asStored(plan: TrackingPlan): TrackingPlan {
  return {
    ...plan,
    events: plan.events.map((event) => {
      const names = new Set(event.properties.map(({ name }) => name))
      const added = [...ADDED].filter((name) => !names.has(name))
      return {
        ...event,
        properties: [
          ...event.properties.map((one) => (isPersonalKey(one.name) ? { ...one, required: false } : one)),
          ...added.map((name) => ({ name, type: 'any', required: false, description: '' }) as const),
        ],
      }
    }),
  }
}

function read(json: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(json)
    return isObject(value) ? value : {}
  } catch {
    return {}
  }
}
