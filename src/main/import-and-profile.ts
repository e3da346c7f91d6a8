import type { ImportOptions, ImportResult } from '#collect/import/import-service.ts'
import { AppError } from '#kernel/app-error.ts'
import type { House } from './house.ts'
import { refuseBesideSample } from './sample-mark.ts'

/** An import, and how many customers have a profile after it; null when that was left to the next import, which waits already. */
export type ProfiledImport = ImportResult & { readonly profiled: number | null }

/**
 * Imports a file and brings profiles, tiers and classes up to date, so that every page knows the new data at once. With further imports waiting the last
 * of them does it for all. A file of which nothing was new costs nothing. An import that fails half-way is caught up with too.
 */
export async function importAndProfile(
  house: Pick<House, 'imports' | 'identityRules' | 'profileKeeper' | 'project' | 'jobs' | 'log' | 'settings' | 'disk'>,
  options: ImportOptions & {
    readonly onProfiles: () => void
    /** Another import follows at once and brings profiles up to date for this one too. */
    readonly moreToCome?: boolean
  },
): Promise<ProfiledImport> {
  const { onProfiles, moreToCome = false, ...order } = options
  const { profileKeeper, jobs } = house
  // Rules that another node saved a moment ago hold for the whole file.
  await house.identityRules.follow()
  if (order.dryRun === true) return { ...(await house.imports.importFile(order)), profiled: null }
  await refuseBesideSample(house.settings)
  let result: ImportResult
  try {
    result = await house.imports.importFile(order)
  } catch (error) {
    await profileKeeper.noteChange().catch(() => undefined)
    if (await isForLackOfRoom(error, house.disk)) {
      throw new AppError(
        'unavailable',
        'disk-full',
        'The disk of the data folder is full: free some space and import the file again, nothing counts twice.',
        {
          cause: error,
        },
      )
    }
    // The first error is the one to tell.
    if (order.signal?.aborted !== true && !(await jobs.waits('import')))
      await profileKeeper.catchUp().catch((next: unknown) => house.log.error({ err: next }, 'profiles not refreshed after a failed import'))
    throw error
  }
  if (result.stored > 0) await profileKeeper.noteChange()
  await house.project.load()
  if (moreToCome || (await jobs.waits('import'))) return { ...result, profiled: null }
  onProfiles()
  return { ...result, profiled: (await profileKeeper.catchUp())?.customers ?? null }
}

/** An engine that could not write its log is gone, and says no more than that. */
async function isForLackOfRoom(error: unknown, disk: House['disk']): Promise<boolean> {
  return error instanceof AppError && error.code === 'engine-unavailable' && (await disk.isFull())
}
