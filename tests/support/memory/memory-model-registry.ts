import { AppError } from '#kernel/app-error.ts'
import type { ModelRegistry, ModelState, NewModel, SavedModel } from '#predict/model-registry.ts'

/** Versions of models in memory. Keeps the rules of tests/contract/model-registry.case.ts. */
export function memoryRegistry(): ModelRegistry & { readonly kept: SavedModel[] } {
  const kept: SavedModel[] = []
  const add = (model: NewModel, state: ModelState): number => {
    const plain = JSON.parse(JSON.stringify({ card: model.card, body: model.body, reference: model.reference ?? null }))
    const version = Math.max(0, ...kept.filter(({ id }) => id === model.id).map((each) => each.version)) + 1
    kept.push({
      ...plain,
      id: model.id,
      kind: model.kind,
      version,
      state,
      trainedAt: model.trainedAt,
      trigger: model.trigger ?? 'manual',
      verdict: model.verdict ?? null,
    })
    return version
  }
  const setState = (kind: string, from: (model: SavedModel) => boolean, state: ModelState): void =>
    kept.forEach((each, i) => each.kind === kind && from(each) && (kept[i] = { ...each, state }))
  const retire = (kind: string): void => setState(kind, ({ state }) => state === 'champion', 'retired')
  return {
    kept,
    champion: (kind) => Promise.resolve(kept.find((each) => each.kind === kind && each.state === 'champion') ?? null),
    promote(model) {
      retire(model.kind)
      return Promise.resolve(add(model, 'champion'))
    },
    keepChallenger: (model) => Promise.resolve(add(model, 'challenger')),
    versions: (kind) =>
      Promise.resolve(
        kept
          .filter((each) => each.kind === kind)
          .toSorted((a, b) => b.trainedAt.getTime() - a.trainedAt.getTime() || b.version - a.version)
          .map(({ body: _body, reference: _reference, ...version }) => version),
      ),
    version: (kind, version) => Promise.resolve(kept.find((each) => each.kind === kind && each.version === version) ?? null),
    makeChampion(kind, version) {
      if (!kept.some((each) => each.kind === kind && each.version === version)) {
        return Promise.reject(
          new AppError('not-found', 'model-version-not-found', `There is no version ${version} of this model: reload the list.`),
        )
      }
      retire(kind)
      setState(kind, (each) => each.version === version, 'champion')
      return Promise.resolve()
    },
  }
}
