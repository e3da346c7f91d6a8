import type { ColdCell, ColdDay, ColdFeature, ColdForecast, ColdQuality, ColdTarget, ColdVerdict } from './cold-start-model.ts'
import { LEAST_TEST } from './cold-start-model.ts'
import { KEY_SEPARATOR, likeliest, lossOf, rootCell, shrunkCell, sum } from './shrunk-cells.ts'

/** Which customers a count is of: to learn from, to choose features by, of the time between, and of later time. */
export type ColdPart = 'fit' | 'choose' | 'between' | 'test'
type Counts = Readonly<Record<ColdPart, number>>

/** Customers with one outcome who have the chosen features (`parent`, joined) and one value of a further one. */
export interface ColdCount extends Counts {
  /** Its place among the features. */
  readonly feature: number
  readonly parent: string
  readonly value: string
  readonly label: string
}

/** Counts of all further features beside those chosen; with `features` of 0: of all customers together, as feature -1. */
export type ReadColdCounts = (chosen: readonly number[]) => Promise<readonly ColdCount[]>

const WEIGHTS = [10, 40, 160] as const
const MOST_FEATURES = 3
/** A feature must lower the loss of the customers that choose by this share. */
const LEAST_GAIN = 0.003
/** Smaller groups are kept in nobody's forecast: the one that they are part of stands for them. */
const LEAST_CELL = 10
const BINS = 10
const CERTAIN = 1.96

interface Step {
  readonly feature: number
  readonly weight: number
  readonly groups: ReadonlyMap<string, Group>
}
interface Group {
  readonly parent: string
  readonly counts: Readonly<Record<ColdPart, number[]>>
}

/**
 * Learns one target at one day. Features are added one after the other while the customers kept aside for it are told better; groups are shrunk towards those that they are part of. Then it is tested on customers of a later
 * time against the overall rate: better only where the mean difference of losses is above zero with 95 % confidence. What is kept for use is learned from all.
 */
export async function learnForecast(
  read: ReadColdCounts,
  of: { readonly day: ColdDay; readonly target: ColdTarget; readonly features: readonly ColdFeature[] },
): Promise<{ readonly forecast: ColdForecast; readonly quality: ColdQuality } | null> {
  const whole = await read([])
  const labels = [...new Set(whole.filter(({ feature }) => feature === 0).map(({ label }) => label))].toSorted()
  if (labels.length < 2) return null
  const all = group(
    whole.filter(({ feature }) => feature === 0).map((count) => ({ ...count, value: '' })),
    labels,
  ).get(KEY_SEPARATOR)
  if (all === undefined) return null
  const steps: Step[] = []
  let cells = new Map<string, ColdCell>([['', rootCell(all.counts.fit)]])
  let loss = lossOf(all.counts.choose, rootCell(all.counts.fit))
  let counts = whole
  while (steps.length < MOST_FEATURES && sum(all.counts.choose) > 0) {
    const chosen = steps.map(({ feature }) => feature)
    const best = bestStep(counts, cells, labels, chosen)
    if (best === null || best.loss > loss * (1 - LEAST_GAIN)) break
    steps.push(best.step)
    loss = best.loss
    cells = deeper(best.step, cells, ['fit'])
    if (steps.length < MOST_FEATURES) counts = await read(steps.map(({ feature }) => feature))
  }
  const names = steps.map(({ feature }) => of.features[feature] ?? 'first_act')
  const quality: ColdQuality = { day: of.day, target: of.target, features: names, ...tested(all, steps) }
  const root = rootCell(added(all.counts, ['fit', 'choose', 'between', 'test']))
  const kept = quality.verdict === 'better' ? steps : []
  return {
    forecast: {
      day: of.day,
      target: of.target,
      labels,
      features: quality.verdict === 'better' ? names : [],
      root,
      levels: levelsOf(kept, root),
    },
    quality,
  }
}

function bestStep(
  counts: readonly ColdCount[],
  cells: ReadonlyMap<string, ColdCell>,
  labels: readonly string[],
  chosen: readonly number[],
): { readonly step: Step; readonly loss: number } | null {
  let best: { readonly step: Step; readonly loss: number } | null = null
  for (const [feature, own] of Map.groupBy(counts, ({ feature: which }) => which)) {
    if (chosen.includes(feature)) continue
    const groups = group(own, labels)
    for (const weight of WEIGHTS) {
      let loss = 0
      for (const { parent, counts: of } of groups.values()) {
        const above = cells.get(parent)
        if (above !== undefined) loss += lossOf(of.choose, shrunkCell(of.fit, above, weight))
      }
      if (best === null || loss < best.loss) best = { step: { feature, weight, groups }, loss }
    }
  }
  return best
}

/** The groups of a step by the customers of some parts. */
function deeper({ groups, weight }: Step, cells: ReadonlyMap<string, ColdCell>, parts: readonly ColdPart[]): Map<string, ColdCell> {
  const made = new Map<string, ColdCell>()
  for (const [key, { parent, counts }] of groups) {
    const above = cells.get(parent)
    if (above !== undefined) made.set(key, shrunkCell(added(counts, parts), above, weight))
  }
  return made
}

function levelsOf(steps: readonly Step[], root: ColdCell): Record<string, ColdCell>[] {
  let cells: ReadonlyMap<string, ColdCell> = new Map([['', root]])
  return steps.map((step) => {
    const made = deeper(step, cells, ['fit', 'choose', 'between', 'test'])
    cells = made
    return Object.fromEntries([...made].filter(([, { n }]) => n >= LEAST_CELL))
  })
}

function tested(all: Group, steps: readonly Step[]): Omit<ColdQuality, 'day' | 'target' | 'features'> {
  const root = rootCell(added(all.counts, ['fit', 'choose']))
  let cells: ReadonlyMap<string, ColdCell> = new Map([['', root]])
  for (const step of steps) cells = deeper(step, cells, ['fit', 'choose'])
  const last = steps.at(-1)
  const groups = last === undefined ? [['', all] as const] : [...last.groups]
  const customers = sum(all.counts.test)
  const bins = Array.from({ length: BINS }, () => ({ n: 0, hits: 0, sure: 0 }))
  let [hits, sure, loss, baselineLoss, gain, squares] = [0, 0, 0, 0, 0, 0]
  for (const [key, { counts }] of groups) {
    const cell = cells.get(key) ?? root
    const top = likeliest(cell.shares)
    const confidence = cell.shares[top] ?? 0
    const n = sum(counts.test)
    const hit = counts.test[top] ?? 0
    hits += hit
    sure += n * confidence
    loss += lossOf(counts.test, cell)
    baselineLoss += lossOf(counts.test, root)
    counts.test.forEach((count, i) => {
      const better = Math.log(cell.shares[i] ?? 0) - Math.log(root.shares[i] ?? 0)
      gain += count * better
      squares += count * better ** 2
    })
    const bin = bins[Math.min(BINS - 1, Math.floor(confidence * BINS))]
    if (bin !== undefined) Object.assign(bin, { n: bin.n + n, hits: bin.hits + hit, sure: bin.sure + n * confidence })
  }
  const of = (value: number) => (customers === 0 ? 0 : value / customers)
  const mean = of(gain)
  const error = customers < 2 ? Infinity : Math.sqrt(Math.max(0, squares / customers - mean ** 2) / (customers - 1))
  const verdict: ColdVerdict =
    customers < LEAST_TEST ? 'not-enough' : steps.length > 0 && mean - CERTAIN * error > 0 ? 'better' : 'no-better'
  return {
    verdict,
    customers,
    accuracy: of(hits),
    baseline: of(all.counts.test[likeliest(root.shares)] ?? 0),
    confidence: of(sure),
    calibrationError: of(sum(bins.map(({ n, hits: right, sure: said }) => (n === 0 ? 0 : Math.abs(right - said))))),
    loss: of(loss),
    baselineLoss: of(baselineLoss),
  }
}

function group(counts: readonly ColdCount[], labels: readonly string[]): Map<string, Group> {
  const groups = new Map<string, Group>()
  const empty = () => labels.map(() => 0)
  for (const { parent, value, label, ...parts } of counts) {
    const key = `${parent}${KEY_SEPARATOR}${value}`
    const own = groups.get(key) ?? { parent, counts: { fit: empty(), choose: empty(), between: empty(), test: empty() } }
    groups.set(key, own)
    const at = labels.indexOf(label)
    if (at === -1) continue
    for (const part of ['fit', 'choose', 'between', 'test'] as const) own.counts[part][at] = (own.counts[part][at] ?? 0) + parts[part]
  }
  return groups
}

function added(counts: Readonly<Record<ColdPart, readonly number[]>>, parts: readonly ColdPart[]): number[] {
  return counts.fit.map((_, i) => sum(parts.map((part) => counts[part][i] ?? 0)))
}
