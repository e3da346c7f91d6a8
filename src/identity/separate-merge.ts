import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import { decryptField, encryptField, unwrapDataKey } from '#privacy/field-encryption.ts'
import type { Keyring } from '#privacy/keyring.ts'
import type { OriginAligner } from './align-origins.ts'
import type { CustomerFacts, IdentityWriter, StoredMerge } from './identity-store.ts'
import { customersOf } from './origin-mapping.ts'
import { settleValues } from './survivorship/settle-values.ts'

/** The two customers that had been merged. */
export interface SeparatedCustomers {
  readonly customerId: string
  readonly separatedId: string
}

/**
 * Undoes a merge: both customers get back their identifiers and facts, including those that arrived since. A later record that names both no longer merges them.
 *
 * @param merge `customerId` is the customer that both are now; an id that was merged into it is not accepted.
 * @param check Called under the write lock before anything is written: throws where what somebody decided on is no longer so.
 * @throws AppError not-found `merge-not-found`, conflict `merge-not-reversible`
 */
export async function separateMerge(
  deps: {
    readonly facts: CustomerFacts
    readonly keyring: Keyring
    readonly clock: Clock
    readonly origins: OriginAligner
  },
  merge: { readonly customerId: string; readonly edgeId: string },
  actor: string,
  reason = '',
  check: (writer: IdentityWriter) => Promise<void> = () => Promise.resolve(),
): Promise<SeparatedCustomers> {
  const { facts, keyring, clock, origins } = deps
  const separatedId = await origins.change(async (writer) => {
    const now = clock.now()
    await check(writer)
    const made = await writer.mergeOf(merge.edgeId)
    if (made === null || made.customerId !== merge.customerId) {
      throw new AppError('not-found', 'merge-not-found', 'This customer has no such merge. It may already have been undone.')
    }
    const part = partOf(made, merge.edgeId)
    if (!made.isReversible || part === null) {
      throw new AppError(
        'conflict',
        'merge-not-reversible',
        'This merge was made by a version that did not record which history belonged to which customer.',
      )
    }
    const wrapped = await writer.dataKeys([made.customerId, part.customerId])
    const [oldKey, newKey] = [made.customerId, part.customerId].map((id) => {
      const key = wrapped.get(id)
      return key === null || key === undefined ? undefined : unwrapDataKey(keyring, id, key)
    })
    const secrets = (await writer.identifiersOf(made.customerId, part.originIds)).flatMap((secret) => {
      if (oldKey === undefined || newKey === undefined) return []
      const value = decryptField(oldKey, made.customerId, secret.kind, secret.ciphertext)
      return { ...secret, ciphertext: encryptField(newKey, part.customerId, secret.kind, value) }
    })
    await writer.separate({ edgeId: merge.edgeId, from: made.customerId, ...part, secrets, actor, reason, now })
    await settleValues(writer, [made.customerId, part.customerId], { keyring, now })
    // Before the commit, as with a merge: an extra row is harmless and a missing one is not.
    await facts.saveCustomers(await writer.profiles([made.customerId, part.customerId]), now)
    return { result: part.customerId, records: part.originIds, devices: [] }
  })
  return { customerId: merge.customerId, separatedId }
}

/** What leaves the customer without the edge, and the customer it goes to; null where other merges still join them. */
export function partOf(
  { customerId, origins, edges }: StoredMerge,
  edgeId: string,
): { readonly customerId: string; readonly originIds: readonly string[] } | null {
  const before = customersOf(origins, edges)
  const after = customersOf(origins, [...edges, { id: 'now', removes: edgeId }])
  const root = after.get(customerId)
  const originIds = origins.flatMap(({ id }) => (before.get(id) === before.get(customerId) && after.get(id) !== root ? [id] : []))
  const separatedId = after.get(originIds[0] ?? '')
  return separatedId === undefined ? null : { customerId: separatedId, originIds }
}
