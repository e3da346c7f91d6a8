import type { LogOrder } from '#collect/logs/log-import-service.ts'
import type { LogResult } from '#collect/logs/log-pass.ts'
import type { House } from './house.ts'
import { refuseBesideSample } from './sample-mark.ts'

/** An import of page views, and how many customers have a profile after it; null when nothing was new or another import waits. */
export type ProfiledLog = LogResult & { readonly profiled: number | null }

/** Imports the page views of an access log and brings profiles up to date, also when it stops half-way. */
export async function importLogAndProfile(
  house: Pick<House, 'logImports' | 'identityRules' | 'qualityRules' | 'profileKeeper' | 'jobs' | 'settings'>,
  { onProfiles, ...order }: LogOrder & { readonly onProfiles: () => void },
): Promise<ProfiledLog> {
  await house.identityRules.follow()
  await house.qualityRules.follow()
  if (order.dryRun) return { ...(await house.logImports.importLog(order)), profiled: null }
  await refuseBesideSample(house.settings)
  let result: LogResult
  try {
    result = await house.logImports.importLog(order)
  } catch (error) {
    await house.profileKeeper.noteChange().catch(() => undefined)
    throw error
  }
  if (result.stored === 0) return { ...result, profiled: null }
  await house.profileKeeper.noteChange()
  if (await house.jobs.waits('import')) return { ...result, profiled: null }
  onProfiles()
  return { ...result, profiled: (await house.profileKeeper.catchUp())?.customers ?? null }
}
