import { mask } from '#privacy/mask.ts'
import type { Batch, Group, OpenIdentifier } from './claim-batch.ts'
import { keyOf, type NewEdge } from './identity-store.ts'
import type { DevicePlan } from './plan-devices.ts'
import type { ResolvePlan } from './resolve-plan.ts'

/** The rows of the edge log that a batch asks for; their time is when they are written. */
export function plannedEdges(batch: Batch, plan: ResolvePlan, devices: DevicePlan): Omit<NewEdge, 'createdAt'>[] {
  const common = (claim: number) => {
    const { source, firstSeen } = batch.groups[claim] as Group
    return { source, seenAt: firstSeen }
  }
  const known = (key: string) => batch.identifiers.get(key) as OpenIdentifier
  const of = ({ kind, blindIndex, value }: Pick<OpenIdentifier, 'blindIndex' | 'value'> & { readonly kind: NewEdge['kind'] }) => ({
    kind,
    blindIndex,
    masked: mask(kind, value),
  })
  const byRecords = plan.edges.map(({ rule, key, withKey, claim, customerId, otherCustomerId, until }) => {
    const other = withKey === null ? null : known(withKey)
    return {
      ...of(known(key)),
      ...common(claim),
      with: other === null ? null : { kind: other.kind, blindIndex: other.blindIndex },
      customerId,
      otherCustomerId,
      rule,
      until: until === null ? null : new Date(until),
    }
  })
  const blocked = batch.groups.flatMap((group, claim) =>
    group.blocked.map((one) => ({
      ...of(one),
      ...common(claim),
      with: null,
      customerId: plan.owners[claim]?.customerId ?? null,
      otherCustomerId: null,
      rule: 'blocked',
      reason: one.reason,
    })),
  )
  const joined = devices.joined.map(({ deviceId, customerId, device, claim }) => ({
    ...of({ ...device, kind: 'device' }),
    ...common(claim),
    with: null,
    customerId,
    otherCustomerId: deviceId,
    rule: 'device',
  }))
  const refused = devices.refused.map(({ customerId, otherCustomerId, identifier, claim }) => ({
    ...of(identifier),
    ...common(claim),
    with: null,
    customerId,
    otherCustomerId,
    rule: 'cannot_merge_already_identified',
  }))
  return [...byRecords, ...blocked, ...joined, ...refused]
}

/** Rules of edges that stand in the log once, however often records say so. */
export const SAID_ONCE: ReadonlySet<string> = new Set([
  'same-record',
  'confirmed',
  'conflict',
  'maybe-returned',
  'shared',
  'over-limit',
  'too-large',
  'blocked',
  'cannot_merge_already_identified',
])

/** Edges that this process knows to be in the log, so that the same record seen again writes nothing. Forgets all of them where they would be more than `most`. */
export class SaidEdges {
  readonly #said = new Set<string>()
  readonly #most: number

  constructor(most = 200_000) {
    this.#most = most
  }

  unsaid<T extends Omit<NewEdge, 'createdAt'>>(edges: readonly T[]): T[] {
    return edges.filter((edge) => !SAID_ONCE.has(edge.rule) || !this.#said.has(saying(edge)))
  }

  /** To be called once they are committed. */
  add(edges: readonly Omit<NewEdge, 'createdAt'>[]): void {
    if (this.#said.size + edges.length > this.#most) this.#said.clear()
    for (const edge of edges) if (SAID_ONCE.has(edge.rule)) this.#said.add(saying(edge))
  }
}

function saying(edge: Omit<NewEdge, 'createdAt'>): string {
  const { rule, customerId, otherCustomerId, with: other } = edge
  return `${rule}|${keyOf(edge)}|${customerId}|${otherCustomerId}|${other === null ? '' : keyOf(other)}`
}
