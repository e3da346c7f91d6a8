import type { UndoOptions, UndoReport } from '#collect/import/undo-import.ts'
import type { House } from './house.ts'
import { refuseBesideSample } from './sample-mark.ts'

/** An undo, and how many customers have a profile after it. */
export type ProfiledUndo = UndoReport & { readonly profiled: number | null }

/** Takes an import back and works profiles, tiers and classes out from what is left, so that every page shows it at once; also when it stops half-way. */
export async function undoAndProfile(
  house: Pick<House, 'undos' | 'profileKeeper' | 'project' | 'jobs' | 'settings' | 'quality' | 'log'>,
  importId: string,
  { onProfiles, ...options }: UndoOptions & { readonly onProfiles: () => void },
): Promise<ProfiledUndo> {
  await refuseBesideSample(house.settings)
  await house.profileKeeper.noteChange()
  const report = await house.undos.undo(importId, options)
  await house.profileKeeper.noteChange()
  await house.project.load()
  // What the last look at stored data marked may be gone.
  await house.quality
    .look(options.signal)
    .catch((error: unknown) => house.log.error({ err: error }, 'quality not looked over after an undone import'))
  if (await house.jobs.waits('import')) return { ...report, profiled: null }
  onProfiles()
  return { ...report, profiled: (await house.profileKeeper.catchUp())?.customers ?? null }
}
