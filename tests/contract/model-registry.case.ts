import { describe, expect, it } from 'vitest'
import { DAY_MS } from '#kernel/clock.ts'
import type { ModelRegistry } from '#predict/model-registry.ts'

const T0 = new Date('2026-01-01T00:00:00Z')
const T1 = new Date(T0.getTime() + 30 * DAY_MS)
const model = { id: 'churn', kind: 'churn', card: { rung: 'trees' }, body: { weights: [1, 0.25] }, trainedAt: T0 }

/** What every registry of models does. `open` gives one with nothing in it. */
export function modelRegistryCase(open: () => Promise<ModelRegistry>): void {
  describe('a registry of models', () => {
    it('has one champion, whatever is promoted in which order', async () => {
      const registry = await open()
      expect(await registry.champion('churn')).toBeNull()
      expect(await registry.promote({ ...model, reference: { edges: [1] } })).toBe(1)
      expect(await registry.keepChallenger({ ...model, trainedAt: T1, trigger: 'drift', verdict: { zh: '不如', en: 'Worse' } })).toBe(2)
      expect(await registry.champion('churn')).toMatchObject({ version: 1, trigger: 'manual', verdict: null, reference: { edges: [1] } })
      expect(await registry.versions('churn')).toMatchObject([
        { version: 2, state: 'challenger', trigger: 'drift', verdict: { en: 'Worse' } },
        { version: 1, state: 'champion' },
      ])
      await registry.makeChampion('churn', 2)
      expect((await registry.versions('churn')).map(({ state }) => state)).toEqual(['champion', 'retired'])
      await expect(registry.makeChampion('churn', 9)).rejects.toThrow('no version 9')
      expect((await registry.champion('churn'))?.version).toBe(2)
      expect((await registry.version('churn', 1))?.body).toEqual({ weights: [1, 0.25] })
      expect(await registry.version('churn', 9)).toBeNull()
    })

    it('keeps a version whole', async () => {
      const registry = await open()
      await registry.promote(model)
      const whole = { ...model, version: 1, state: 'champion', trigger: 'manual', verdict: null, reference: null }
      expect(await registry.champion('churn')).toEqual(whole)
      expect(await registry.version('churn', 1)).toEqual(whole)
      const { body: _body, reference: _reference, ...listed } = whole
      expect(await registry.versions('churn')).toEqual([listed])
    })

    it('lists by the time of training, versions of the same time by their number', async () => {
      const registry = await open()
      await registry.promote({ ...model, trainedAt: T1 })
      await registry.promote(model)
      await registry.keepChallenger(model)
      expect((await registry.versions('churn')).map(({ version }) => version)).toEqual([1, 3, 2])
      expect((await registry.champion('churn'))?.version).toBe(2)
    })

    it('tells kinds of models apart', async () => {
      const registry = await open()
      await registry.promote(model)
      expect(await registry.promote({ ...model, id: 'value', kind: 'value' })).toBe(1)
      expect(await registry.promote({ ...model, id: 'value', kind: 'value' })).toBe(2)
      expect((await registry.champion('churn'))?.version).toBe(1)
      expect(await registry.versions('churn')).toHaveLength(1)
      await registry.makeChampion('value', 1)
      expect((await registry.champion('churn'))?.version).toBe(1)
      expect((await registry.champion('value'))?.version).toBe(1)
    })
  })
}
