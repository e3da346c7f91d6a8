import { AppError } from '#kernel/app-error.ts'
import type { SettingStore } from '#store/relational/setting-store.ts'

const NAME = 'sample-shop'

/** That the house holds the sample shop: from before its first row is written until after its last one is gone. */
export interface SampleMark {
  readonly state: 'loading' | 'loaded' | 'removing'
  readonly sourceId: string | null
  readonly since: string
}

export async function readSampleMark(settings: Pick<SettingStore, 'read'>): Promise<SampleMark | null> {
  const mark = (await settings.read(NAME)) as (SampleMark | { readonly state: 'none' }) | null
  return mark === null || mark.state === 'none' ? null : mark
}

/** Null: the house is its owner's again. */
export async function writeSampleMark(settings: Pick<SettingStore, 'write'>, mark: SampleMark | null, now: Date): Promise<void> {
  await settings.write(NAME, mark ?? { state: 'none' }, now)
}

/** Own data beside made-up data would be added up with it. @throws AppError conflict `sample-data-loaded`. */
export async function refuseBesideSample(settings: Pick<SettingStore, 'read'>): Promise<void> {
  if ((await readSampleMark(settings)) === null) return
  throw new AppError(
    'conflict',
    'sample-data-loaded',
    'The sample shop is loaded, and its figures would be mixed with yours: remove the sample data on the overview page first.',
  )
}
