import type { Kysely, Selectable, Transaction } from 'kysely'
import { AppError } from '#kernel/app-error.ts'
import type { ModelRegistry, ModelState, ModelVersion, NewModel, SavedModel, TrainingTrigger } from '#predict/model-registry.ts'
import type { Database, ModelsTable } from './database.ts'

export function createModelRegistry(db: Kysely<Database>): ModelRegistry {
  return {
    async champion(kind) {
      const row = await db.selectFrom('models').selectAll().where('kind', '=', kind).where('state', '=', 'champion').executeTakeFirst()
      return row === undefined ? null : toModel(row)
    },

    promote(model) {
      return db.transaction().execute(async (step) => {
        await retireChampion(step, model.kind)
        return await insertNext(step, model, 'champion')
      })
    },

    keepChallenger(model) {
      return db.transaction().execute(async (step) => await insertNext(step, model, 'challenger'))
    },

    async versions(kind) {
      const rows = await db
        .selectFrom('models')
        .select(['id', 'version', 'kind', 'state', 'card', 'trained_at', 'trigger', 'verdict'])
        .where('kind', '=', kind)
        .orderBy('trained_at', 'desc')
        .orderBy('version', 'desc')
        .execute()
      return rows.map(toVersion)
    },

    async version(kind, version) {
      const row = await db.selectFrom('models').selectAll().where('kind', '=', kind).where('version', '=', version).executeTakeFirst()
      return row === undefined ? null : toModel(row)
    },

    async makeChampion(kind, version) {
      await db.transaction().execute(async (step) => {
        await retireChampion(step, kind)
        const { numUpdatedRows } = await step
          .updateTable('models')
          .set({ state: 'champion' })
          .where('kind', '=', kind)
          .where('version', '=', version)
          .executeTakeFirstOrThrow()
        if (numUpdatedRows !== 1n) {
          throw new AppError('not-found', 'model-version-not-found', `There is no version ${version} of this model: reload the list.`, {
            details: { version },
          })
        }
      })
    },
  }
}

async function retireChampion(step: Transaction<Database>, kind: string): Promise<void> {
  await step.updateTable('models').set({ state: 'retired' }).where('kind', '=', kind).where('state', '=', 'champion').execute()
}

async function insertNext(step: Transaction<Database>, model: NewModel, state: ModelState): Promise<number> {
  const last = await step
    .selectFrom('models')
    .select((eb) => eb.fn.max('version').as('version'))
    .where('id', '=', model.id)
    .executeTakeFirst()
  const version = (last?.version ?? 0) + 1
  await step
    .insertInto('models')
    .values({
      id: model.id,
      version,
      kind: model.kind,
      state,
      card: JSON.stringify(model.card),
      body: JSON.stringify(model.body),
      trained_at: model.trainedAt,
      trigger: model.trigger ?? 'manual',
      verdict: model.verdict === undefined ? null : JSON.stringify(model.verdict),
      reference: model.reference === undefined || model.reference === null ? null : JSON.stringify(model.reference),
    })
    .execute()
  return version
}

function toVersion(row: Omit<Selectable<ModelsTable>, 'body' | 'reference'>): ModelVersion {
  return {
    id: row.id,
    version: row.version,
    kind: row.kind,
    state: row.state as ModelState,
    card: row.card,
    trainedAt: row.trained_at,
    trigger: row.trigger as TrainingTrigger,
    verdict: row.verdict as ModelVersion['verdict'],
  }
}

function toModel(row: Selectable<ModelsTable>): SavedModel {
  return { ...toVersion(row), body: row.body, reference: row.reference }
}
