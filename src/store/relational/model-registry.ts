import type { Kysely } from 'kysely'
import type { ModelRegistry, SavedModel } from '#predict/model-registry.ts'
import type { Database } from './database.ts'

export function createModelRegistry(db: Kysely<Database>): ModelRegistry {
  return {
    async champion(kind) {
      const row = await db.selectFrom('models').selectAll().where('kind', '=', kind).where('state', '=', 'champion').executeTakeFirst()
      if (row === undefined) return null
      return {
        id: row.id,
        version: row.version,
        kind: row.kind,
        state: row.state as SavedModel['state'],
        card: row.card,
        body: row.body,
        trainedAt: row.trained_at,
      }
    },

    async promote(model) {
      return db.transaction().execute(async (step) => {
        const last = await step
          .selectFrom('models')
          .select((eb) => eb.fn.max('version').as('version'))
          .where('id', '=', model.id)
          .executeTakeFirst()
        const version = (last?.version ?? 0) + 1
        await step.updateTable('models').set({ state: 'retired' }).where('kind', '=', model.kind).where('state', '=', 'champion').execute()
        await step
          .insertInto('models')
          .values({
            id: model.id,
            version,
            kind: model.kind,
            state: 'champion',
            card: JSON.stringify(model.card),
            body: JSON.stringify(model.body),
            trained_at: model.trainedAt,
          })
          .execute()
        return version
      })
    },
  }
}
