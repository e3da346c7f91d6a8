import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import { compilePlan, type CompiledPlan } from './compile-plan.ts'
import { ALL_SOURCES, checkPlan, type TrackingPlan } from './tracking-plan.ts'

/** A saved state of the plan of a scope. Null: none holds since then. */
export interface PlanVersion {
  readonly scope: string
  readonly version: number
  readonly plan: TrackingPlan | null
  readonly author: string
  readonly note: string
  readonly createdAt: Date
}

export interface PlanStore {
  /** Number of the newest version of each scope. */
  newest(): Promise<ReadonlyMap<string, number>>
  /** Null when there is no such version. */
  read(scope: string, version: number): Promise<PlanVersion | null>
  /** Newest first, without their plans. */
  versions(scope: string, limit: number): Promise<readonly Omit<PlanVersion, 'plan'>[]>
  /** False if that version is there already. */
  add(version: PlanVersion): Promise<boolean>
}

interface Held {
  readonly saved: PlanVersion
  readonly compiled: CompiledPlan | undefined
}

/** The tracking plans of the project, live: compiled once for each version; what another node saved once `follow` was called. */
export class PlanKeeper {
  readonly #store: PlanStore
  readonly #clock: Clock
  #held: ReadonlyMap<string, Held> = new Map()

  constructor({ store, clock }: { readonly store: PlanStore; readonly clock: Clock }) {
    this.#store = store
    this.#clock = clock
  }

  /** Reads what may have been saved elsewhere. To be called at start and every few seconds. */
  async follow(): Promise<void> {
    const newest = await this.#store.newest()
    const held = new Map<string, Held>()
    for (const [scope, version] of newest) {
      const known = this.#held.get(scope)
      const saved = known?.saved.version === version ? known.saved : await this.#store.read(scope, version)
      if (saved === null) continue
      held.set(scope, known?.saved === saved ? known : heldOf(saved))
    }
    this.#held = held
  }

  /** The plan that the messages of a source are held against: its own, or that of all sources. */
  of(sourceId: string): CompiledPlan | undefined {
    return this.#held.get(sourceId)?.compiled ?? this.#held.get(ALL_SOURCES)?.compiled
  }

  /** The newest version of each scope that has a plan. */
  get plans(): readonly PlanVersion[] {
    return [...this.#held.values()].map(({ saved }) => saved).filter(({ plan }) => plan !== null)
  }

  /** What was saved last for a scope; undefined where nothing ever was. */
  newest(scope: string): PlanVersion | undefined {
    return this.#held.get(scope)?.saved
  }

  /** Newest first, at most 100. */
  versions(scope: string): Promise<readonly Omit<PlanVersion, 'plan'>[]> {
    return this.#store.versions(scope, 100)
  }

  /** @throws AppError not-found `plan-version-not-found` */
  async version(scope: string, version: number): Promise<PlanVersion> {
    const found = await this.#store.read(scope, version)
    if (found === null) throw new AppError('not-found', 'plan-version-not-found', 'There is no such version of the tracking plan.')
    return found
  }

  /**
   * Saves a plan as a new version, which holds for messages from now on; null takes it away.
   * @param base The version that the change was made from; 0 for the first.
   * @throws AppError invalid-input `tracking-plan-wrong`, conflict `tracking-plan-changed` when another version was saved since
   */
  async save(
    scope: string,
    plan: TrackingPlan | null,
    change: { readonly base: number; readonly author: string; readonly note: string },
  ): Promise<PlanVersion> {
    await this.follow()
    const saved: PlanVersion = {
      scope,
      version: change.base + 1,
      plan: plan === null ? null : checkPlan(plan),
      author: change.author,
      note: change.note.trim(),
      createdAt: this.#clock.now(),
    }
    const version = this.newest(scope)?.version ?? 0
    if (change.base !== version || !(await this.#store.add(saved))) {
      throw new AppError(
        'conflict',
        'tracking-plan-changed',
        'Somebody saved another tracking plan meanwhile: read it again and make the change once more.',
        { details: { version } },
      )
    }
    this.#held = new Map(this.#held).set(scope, heldOf(saved))
    return saved
  }
}

function heldOf(saved: PlanVersion): Held {
  return { saved, compiled: saved.plan === null ? undefined : compilePlan(saved.plan, saved.version) }
}
