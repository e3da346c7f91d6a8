import { mapPage } from '#kernel/page.ts'
import type { QuarantinedRecord as RecordAnswer } from '#http/collect/data-schemas.ts'
import type { Services } from '#http/services.ts'
import { quarantineCsv } from '#quality/quarantine-csv.ts'
import type { QuarantinedRecord, QuarantineFilter } from '#quality/quarantine.ts'
import type { House } from './house.ts'

const SHOWN_ORIGINS = 100

/** The quarantine in the words of the API. What was stored after all is in the profiles when the answer comes. */
export function quarantineServices(house: House): Services['quarantine'] {
  const { quarantine, repairs, profileKeeper } = house
  return {
    list: async (filter, page) => mapPage(await quarantine.list(withoutNulls(filter), page), toRecord),
    summary: async (originId) => ({
      items: await quarantine.summary(withoutNulls({ originId })),
      origins: await quarantine.origins(SHOWN_ORIGINS),
    }),
    view: async (id, opened) => {
      const { entry, cells, replayable } = await repairs.view(id, opened)
      return { record: toRecord(entry), cells, replayable }
    },
    replay: async (id, changes, actor) => {
      const { outcome, refusal } = await repairs.replay(id, changes, actor)
      if (outcome === 'stored') {
        await profileKeeper.noteChange()
        await profileKeeper.catchUp()
      }
      return { outcome, refusal }
    },
    replayAll: async (filter, changes, actor, { progress, signal }) => {
      const totals = await repairs.replayAll(withoutNulls(filter), changes, actor, {
        onProgress: (done) => progress('rows', done, 0),
        signal,
      })
      if (totals.stored > 0) {
        progress('profiles', 0, 1)
        await profileKeeper.noteChange()
        await profileKeeper.catchUp()
      }
      return { ...totals }
    },
    dismiss: async ({ id, ...filter }, why, actor) =>
      await repairs.dismiss({ ...withoutNulls(filter), ...(id === undefined ? {} : { id }) }, why, actor),
    csv: ({ language, ...filter }) => quarantineCsv(quarantine, withoutNulls(filter), language),
  }
}

function toRecord({ createdAt, resolvedAt, ...entry }: QuarantinedRecord): RecordAnswer {
  return { ...entry, createdAt: createdAt.toISOString(), resolvedAt: resolvedAt?.toISOString() ?? null }
}

type Asked = { readonly [name in keyof QuarantineFilter]?: string | null | undefined }

function withoutNulls({ origin, originId, reason, state }: Asked): QuarantineFilter {
  return {
    ...(origin === null || origin === undefined ? {} : { origin }),
    ...(originId === null || originId === undefined ? {} : { originId }),
    ...(reason === null || reason === undefined ? {} : { reason }),
    ...(state === null || state === undefined ? {} : { state }),
  }
}
