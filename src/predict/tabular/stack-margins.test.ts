import { describe, expect, it } from 'vitest'
import { Rng } from '#kernel/rng.ts'
import { sigmoid } from '#numerics/logistic/logistic-function.ts'
import { lossOf } from './fit-task.ts'
import { stackedMargins, stackMargins } from './stack-margins.ts'

const rng = new Rng('stack')
const first = Float64Array.from({ length: 4_000 }, () => rng.normal())
const second = Float64Array.from({ length: 4_000 }, () => rng.normal())
const noise = Float64Array.from({ length: 4_000 }, () => rng.normal())
const labels = Float64Array.from(first, (z, i) => (rng.chance(sigmoid(1.5 * z + 0.5 * (second[i] as number) - 1)) ? 1 : 0))

describe('stackMargins', () => {
  it('finds the true weights and level', () => {
    const { weights, intercept } = stackMargins([first, second], labels)
    expect(weights[0]).toBeCloseTo(1.5, 0)
    expect(weights[1]).toBeCloseTo(0.5, 0)
    expect(intercept).toBeCloseTo(-1, 0)
  })

  it('leaves out uninformative and opposite parts', () => {
    const against = second.map((z) => -z)
    expect(stackMargins([first, noise, against], labels, 0.1).weights.map((weight) => weight > 0)).toEqual([true, false, false])
  })

  it('is no worse than the best part alone, and stays finite with a perfect part', () => {
    const stack = stackMargins([first, second], labels)
    expect(lossOf(stackedMargins(stack, [first, second]), labels)).toBeLessThan(
      lossOf(stackedMargins(stackMargins([first], labels), [first]), labels),
    )
    const sure = labels.map((label) => (label === 1 ? 9 : -9))
    expect(stackMargins([sure], labels).weights.every(Number.isFinite)).toBe(true)
  })
})
