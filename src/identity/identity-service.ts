import { type IdentityClaim, NO_OWNER, type Owner, type PersonKind, type Resolution, type Reuse } from '#collect/identity-claim.ts'
import type { Clock } from '#kernel/clock.ts'
import { NO_CUSTOMER } from '#kernel/id.ts'
import type { Keyring } from '#privacy/keyring.ts'
import { type MovingChange, originAligner } from './align-origins.ts'
import { carryOut } from './carry-out-plan.ts'
import { type Batch, type Group, type OpenIdentifier, readBatch } from './claim-batch.ts'
import { DEFAULT_BOOK, type RuleBook } from './identity-rules.ts'
import type { CustomerFacts, IdentityStore, IdentityWriter } from './identity-store.ts'
import { knownOwners, lookUp, type Look, planFrom } from './look-up.ts'
import { noteReuse } from './note-reuse.ts'
import { openValues } from './open-values.ts'
import type { TraitPlan } from './plan-traits.ts'
import { SaidEdges } from './planned-edges.ts'
import { lookTogether, partToWrite } from './part-to-write.ts'
import { RehearsedPeople } from './rehearsed-people.ts'
import { originOfShared } from './shared/shared-values.ts'
import { type SeparatedCustomers, separateMerge } from './separate-merge.ts'
import type { ResolvePlan } from './resolve-plan.ts'

export interface IdentityDependencies {
  readonly store: IdentityStore
  readonly facts: CustomerFacts
  readonly keyring: Keyring
  readonly clock: Clock
  /** Country of phone numbers without one, ISO 3166 code. */
  readonly region?: () => string
  /** The project's time zone, which has the days of times among traits. */
  readonly timeZone?: () => string
  /** The identity rules that hold; by default those that the product comes with. */
  readonly rules?: () => RuleBook
}

export interface IdentityService {
  /**
   * The owner of each claim, in order (NO_OWNER without a usable identifier; a device alone is an origin of its own), and the known ids that were merged in the process: ids kept by the
   * caller must be updated. Safe to repeat after a crash.
   */
  resolve(claims: readonly IdentityClaim[]): Promise<Resolution>
  /**
   * Notes that customers use identifiers again, as `resolve` would, without looking at anything else. Returns the places of those that it noted. The others have to be resolved:
   * a value of theirs passed to somebody else, is named by others too, or was silent for so long that it may.
   */
  noteReuse(reuses: readonly Reuse[]): Promise<ReadonlySet<number>>
  /** A resolver that writes nothing: each call sees what the calls before it would have written. */
  rehearse(): (claims: readonly IdentityClaim[]) => Promise<Resolution>
  /**
   * Of each claim the known customers that `resolve` would give it to if it came alone: several where it would merge them, with the survivor first; none for a
   * stranger or a device of nobody. Writes nothing.
   */
  known(claims: readonly IdentityClaim[]): Promise<readonly (readonly string[])[]>
  /** The customer with that identifier, or null. */
  find(kind: PersonKind, value: string): Promise<string | null>
  /** Makes the analytical store consistent with the merges after a crash anywhere, and includes facts that arrived late. Call at start. Returns how many origins differed. */
  repairMerges(): Promise<number>
  /** Runs work while no merge is being sent to the analytical store. */
  alone<T>(work: () => Promise<T>): Promise<T>
  /**
   * Undoes a merge, given its row of the edge log. `check` throws, under the write lock, where what somebody decided on is no longer so.
   * @throws AppError not-found `merge-not-found`, conflict `merge-not-reversible`
   */
  separate(
    merge: { readonly customerId: string; readonly edgeId: string },
    actor: string,
    reason?: string,
    check?: (writer: IdentityWriter) => Promise<void>,
  ): Promise<SeparatedCustomers>
  /** Changes who is whom by hand: the analytical store is told what follows from it, as after a merge. */
  change<T>(work: (writer: IdentityWriter) => Promise<MovingChange<T>>): Promise<T>
  /** Tells the analytical store what it could not be told when it was changed. */
  settle(): Promise<void>
}

export function createIdentityService(deps: IdentityDependencies): IdentityService {
  const { store, keyring } = deps
  const region = deps.region ?? (() => 'CN')
  const origins = originAligner(deps)

  const book = deps.rules ?? (() => DEFAULT_BOOK)
  const open = openValues(keyring, region, book)
  const said = new SaidEdges()

  async function resolve(claims: readonly IdentityClaim[]): Promise<Resolution> {
    const batch = readBatch(claims, open)
    if (batch.groups.length === 0) return { owners: claims.map(() => NO_OWNER), merges: [] }
    const rules = book()
    const first = await lookUp(store, batch, rules)
    let look: Look = first
    let leftOut: TraitPlan['leftOut'] = new Map()
    const unsaid = said.unsaid(first.edges)
    if (changes(first) || batch.hasProfiles || unsaid.length > 0) {
      const part = partToWrite(batch, first, unsaid)
      leftOut = await origins.change(async (writer) => {
        // Another process may have created these customers first: look again, now that we hold the write lock.
        const again = await lookUp(writer, part.batch, rules)
        look = lookTogether(first, again, part)
        return await carryOut(deps, writer, part.batch, { ...again, edges: said.unsaid(again.edges) })
      })
      said.add(look.edges)
    } else await origins.settle()
    const { owners, merges } = resolutionOf(batch, look.plan, new Map([...look.devices.owners, ...(await settledOwners(look.plan))]))
    return {
      owners: owners.map((owner, i) => {
        const traits = leftOut.get(claims[i] as IdentityClaim)
        return traits === undefined ? owner : { ...owner, leftOut: traits }
      }),
      merges,
    }
  }

  function rehearse(): (claims: readonly IdentityClaim[]) => Promise<Resolution> {
    const people = new RehearsedPeople()
    return async (claims) => {
      const batch = readBatch(claims, open)
      const wanted = [...batch.identifiers.values()]
      const unasked = people.unasked(wanted)
      if (unasked.length > 0) people.learn(await store.find(unasked))
      const plan = planFrom(batch, people.find(wanted), book())
      people.apply(
        plan,
        (key) => (batch.identifiers.get(key) as OpenIdentifier).blindIndex,
        (claim) => (batch.groups[claim] as Group).firstSeen,
        (claim) => (batch.groups[claim] as Group).name,
      )
      return resolutionOf(batch, plan, await settledOwners(plan))
    }
  }

  /** Of the shared values that claims name alone: whose their records are, where somebody said so. */
  async function settledOwners({ nobody }: ResolvePlan): Promise<ReadonlyMap<string, string>> {
    const origins = new Set(nobody.flatMap((key) => (key === null ? [] : originOfShared(key))))
    const settled = origins.size === 0 ? [] : await store.mapping([...origins])
    return new Map(settled.flatMap(({ from, to }) => (origins.has(from) ? [[from, to] as const] : [])))
  }

  return {
    resolve,
    noteReuse: (reuses) => noteReuse({ store, open, book }, reuses),
    rehearse,
    async known(claims) {
      const batch = readBatch(claims, open)
      const owners = await knownOwners(store, batch, book())
      return batch.groupOf.map((group) => owners[group] ?? [])
    },
    async find(kind, value) {
      const identifier = open(kind, value)
      if (identifier === undefined || identifier.reason !== undefined) return null
      const found = await store.find([{ kind, blindIndex: identifier.blindIndex }])
      return found[0]?.customerId ?? null
    },
    repairMerges: origins.repair,
    alone: origins.alone,
    separate: (merge, actor, reason, check) => separateMerge({ ...deps, origins }, merge, actor, reason, check),
    change: origins.change,
    settle: origins.settle,
  }
}

/** @param others The customer of each device that somebody identified on (a rehearsal knows none), and of each shared value that was settled */
function resolutionOf(batch: Batch, plan: ResolvePlan, others: ReadonlyMap<string, string>): Resolution {
  const owners = batch.groups.map(({ device }, group): Owner => {
    const owner = plan.owners[group] ?? null
    if (owner !== null) return owner
    if (device !== null) return { originId: device.deviceId, customerId: others.get(device.deviceId) ?? NO_CUSTOMER }
    const shared = plan.nobody[group] ?? null
    if (shared === null) return NO_OWNER
    // An origin of its own: that of a customer who had the value would give the fact to them.
    const originId = originOfShared(shared)
    return { originId, customerId: others.get(originId) ?? NO_CUSTOMER }
  })
  return { owners: batch.groupOf.map((group) => owners[group] ?? NO_OWNER), merges: plan.merges }
}

function changes({ plan, devices }: Look): boolean {
  return [plan.created, plan.added, plan.takenOver, plan.seen, plan.merges, devices.joined].some((list) => list.length > 0)
}
