import type { Clock } from '#kernel/clock.ts'
import type { Keyring } from '#privacy/keyring.ts'
import { compareKeyChecks, keyChecksOf, missingKey, proveKeyring } from '#privacy/key-check.ts'
import { makeMasterKey, masterKeyFile, readMasterKey } from '#privacy/master-key.ts'
import type { KeyCheckStore } from '#store/relational/key-check-store.ts'

/**
 * The master keys, once they are known to be those of the data. A new key is made only where nothing was ever encrypted: with another key known
 * customers would not be found and their opt-outs would not hold.
 *
 * @throws AppError conflict `master-key-missing`, `master-key-wrong`, `master-key-exposed`; invalid-input `master-key-invalid`
 */
export async function openKeyring(
  place: { readonly dataDir: string; readonly masterKey: string | null },
  store: KeyCheckStore,
  clock: Clock,
): Promise<Keyring> {
  const file = masterKeyFile(place.dataDir)
  const origin = place.masterKey === null ? file : 'LIUKE_MASTER_KEY'
  const given = readMasterKey({ dataDir: place.dataDir, masterKey: place.masterKey ?? undefined })
  const stored = await store.read()
  if (stored === null) {
    const samples = await store.samples()
    if (given === null && samples.length > 0) throw missingKey(file)
    if (given !== null) proveKeyring(samples, given, origin)
  } else {
    if (given === null) throw missingKey(file)
    compareKeyChecks(stored, given, origin)
  }
  const keyring = given ?? makeMasterKey(place.dataDir)
  const checks = keyChecksOf(keyring)
  if (stored === null || Object.keys(checks).some((id) => !(id in stored))) {
    compareKeyChecks(await store.add(checks, clock.now()), keyring, origin)
  }
  return keyring
}
