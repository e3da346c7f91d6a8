import { neighboursOf, slower, type Portfolio } from './candidate-portfolio.ts'
import { hash32 } from './column-sample.ts'
import type { FitResult, FitTask } from './fit-task.ts'
import type { Candidate, TreesCandidate } from './tabular-learner.ts'
import type { SearchFit, ValidationPlan } from './validation-plan.ts'

/** Result of the search for one view: the candidates to stack, with out-of-fold margins on rows outside the view's judge. */
export interface Finalists {
  /** The best of each family, and the second best boosted trees; rounds are those of the search, which trained on `learntFrom` rows. */
  readonly parts: readonly Candidate[]
  readonly margins: readonly Float32Array[]
  /** Row numbers of the margins, in order. */
  readonly rows: Int32Array
  readonly learntFrom: number
}

export interface SearchResult {
  /** By view. */
  readonly finalists: readonly Finalists[]
  /** For the model of all rows. */
  readonly overall: Finalists
  /** Candidates tried. */
  readonly tried: number
  /** Seconds of one core, as counted. */
  readonly work: number
}

export interface SearchSetting {
  readonly plan: ValidationPlan
  readonly portfolio: Portfolio
  readonly hasCategories: boolean
  readonly seed: number
  /** Seconds of one core that the search and the fits that follow may take, as counted by `FitResult.work`. */
  readonly budget: number
  readonly run: (tasks: readonly FitTask[]) => Promise<readonly FitResult[]>
  /** Called with the share of the budget used. */
  readonly onWork?: (share: number) => Promise<void> | void
}

interface Entry {
  readonly candidate: Candidate
  /**
   * By view (-1 is the choice for all rows), the last rung up to which it promoted the candidate. A view may not choose what only others proposed or
   * promoted: their results depend on the labels used to evaluate it.
   */
  readonly standing: Map<number, number>
  readonly results: Map<SearchFit, FitResult>
}

/** Fits that have been done, up to a rung. */
interface Stage {
  readonly fits: readonly SearchFit[]
  readonly rung: number
}

const OVERALL = -1
const [FIRST, SECOND, THIRD] = [0, 1, 2]
/** Candidates tried at once; fixed, so that the search is the same for any number of threads. */
const BATCH = 2
const FEWEST_TREES = 3
/** Shares of the budget after which no more are tried on the first rung, and no more neighbours. */
const [FIRST_SHARE, NEIGHBOUR_SHARE] = [0.55, 0.85]

/**
 * Searches for the best settings by successive halving over the rungs of the plan: all candidates on the first, the better ones on the second together with
 * their neighbours, the best of them on the third, and the best once more with smaller steps. Each view chooses by its own results.
 * Source: Jamieson & Talwalkar, Non-stochastic best arm identification, AISTATS 2016.
 */
export async function searchCandidates(setting: SearchSetting): Promise<SearchResult> {
  const { plan, portfolio, hasCategories } = setting
  const [first = [], second = [], third = []] = plan.rungs
  const views = [OVERALL, ...plan.views.keys()]
  const order = new Map(plan.rungs.flat().map((fit, k) => [fit, k]))
  const rungOf = new Map(plan.rungs.flatMap((fits, rung) => fits.map((fit) => [fit, rung] as const)))
  const entries: Entry[] = []
  let work = 0
  const enter = (candidate: Candidate, rung: number, by: Iterable<number> = views): Entry => {
    const entry = { candidate, standing: new Map(Array.from(by, (view) => [view, rung])), results: new Map<SearchFit, FitResult>() }
    entries.push(entry)
    return entry
  }
  const evaluate = async (some: readonly Entry[], fits: readonly SearchFit[]): Promise<void> => {
    const wanted = some.flatMap((entry) =>
      fits.filter((fit) => counts(entry, fit, rungOf.get(fit) ?? 0) && !entry.results.has(fit)).map((fit) => ({ entry, fit })),
    )
    const results = await setting.run(
      wanted.map(({ entry, fit }) => ({
        candidate: entry.candidate,
        learn: fit.learn,
        watch: fit.watch.map(({ rows }) => rows),
        seed: taskSeed(setting.seed, JSON.stringify(entry.candidate), order.get(fit) ?? 0),
        stopEarly: true,
        keepLearner: false,
      })),
    )
    results.forEach((result, k) => {
      wanted[k]?.entry.results.set(wanted[k].fit, result)
      work += result.work
    })
    await setting.onWork?.(work / setting.budget)
  }
  const inBatches = async (some: readonly Entry[], fits: readonly SearchFit[], goOn: (tried: number) => boolean): Promise<Entry[]> => {
    const tried: Entry[] = []
    for (let k = 0; k < some.length && goOn(k); k += BATCH) {
      const batch = some.slice(k, k + BATCH)
      await evaluate(batch, fits)
      tried.push(...batch)
    }
    return tried
  }
  /** Each view promotes its best candidates to the next rung. */
  const promote = (some: readonly Entry[], stage: Stage, most: number, rung: number): Entry[] => {
    const chosen = new Set<Entry>()
    for (const view of views) {
      for (const entry of ranked(some, view, stage).slice(0, most)) {
        entry.standing.set(view, rung)
        chosen.add(entry)
      }
    }
    return some.filter((entry) => chosen.has(entry))
  }

  const atFirst: Stage = { fits: first, rung: FIRST }
  const atSecond: Stage = { fits: [...first, ...second], rung: SECOND }
  const atThird: Stage = { fits: [...first, ...second, ...third], rung: THIRD }
  const steady = portfolio.steady.map((candidate) => enter(candidate, THIRD))
  await evaluate(steady, atSecond.fits)
  const started = portfolio.trees.map((candidate) => enter(candidate, FIRST))
  const trees = await inBatches(started, first, (tried) => tried < FEWEST_TREES || work < FIRST_SHARE * setting.budget)
  await evaluate(promote(trees, atFirst, 3, SECOND), atSecond.fits)

  const neighbours = proposalsOf(views, trees, atSecond, (best) => neighboursOf(best, hasCategories)).map((each) =>
    enter(each.candidate, SECOND, each.by),
  )
  const reserve = afterwards(plan, trees, atSecond)
  const tried = [...trees, ...(await inBatches(neighbours, atSecond.fits, () => work + reserve < NEIGHBOUR_SHARE * setting.budget))]
  const spare = (): number => setting.budget - work - reserve
  let last = atSecond
  if (priceOf(topOf(views, tried, atSecond, 2), third.length) < spare()) {
    last = atThird
    await evaluate([...steady, ...promote(tried, atSecond, 2, THIRD)], atThird.fits)
  }
  if (2 * priceOf(topOf(views, tried, last, 1), last.fits.length) < spare()) {
    const slow = proposalsOf(views, tried, last, (best) => [slower(best)]).map((each) => enter(each.candidate, last.rung, each.by))
    await evaluate(slow, last.fits)
    tried.push(...slow)
  }
  const choose = (view: number): Finalists => chooseFor(view, steady, tried, last)
  return {
    finalists: plan.views.map((_, view) => choose(view)),
    overall: choose(OVERALL),
    tried: entries.filter(({ results }) => results.size > 0).length,
    work,
  }
}

function chooseFor(view: number, steady: readonly Entry[], trees: readonly Entry[], stage: Stage): Finalists {
  const bestOf = (family: Candidate['family'], some: readonly Entry[], most: number): Entry[] =>
    ranked(
      some.filter(({ candidate }) => candidate.family === family),
      view,
      stage,
    ).slice(0, most)
  const chosen = [...bestOf('logistic', steady, 1), ...bestOf('forest', steady, 1), ...bestOf('trees', trees, 2)]
  const watched = watchedBy(view, stage.fits)
  const scored = chosen.map((entry) => ({ entry, step: scoreOf(entry, view, stage)?.step ?? 0 }))
  return {
    parts: scored.map(({ entry, step }) => {
      if (entry.candidate.family !== 'trees') return entry.candidate
      const rounds = watched.map(({ fit, place }) => treesAt(entry.results.get(fit) as FitResult, place, step))
      return { ...entry.candidate, rounds: Math.max(1, Math.round(rounds.reduce((sum, each) => sum + each, 0) / rounds.length)) }
    }),
    margins: scored.map(({ entry, step }) => {
      const own = watched.map(({ fit, place }) => marginsAt(entry.results.get(fit) as FitResult, place, step))
      return Float32Array.from(own.flatMap((margins) => [...margins]))
    }),
    rows: Int32Array.from(watched.flatMap(({ fit, place }) => [...(fit.watch[place]?.rows ?? [])])),
    learntFrom: watched.reduce((sum, { fit }) => sum + fit.learn.length, 0) / Math.max(1, watched.length),
  }
}

/** The parts of fits that count for a view. */
function watchedBy(view: number, fits: readonly SearchFit[]): { readonly fit: SearchFit; readonly place: number }[] {
  return fits.flatMap((fit) => fit.watch.flatMap((each, place) => (view === OVERALL || each.view === view ? [{ fit, place }] : [])))
}

function counts({ standing }: Entry, { watch }: SearchFit, rung: number): boolean {
  return [OVERALL, ...watch.map(({ view }) => view)].some((view) => (standing.get(view) ?? -1) >= rung)
}

/** The least log loss of an entry for a view over its number of trees; undefined when the view may not choose it, or it was not run on all of the fits. */
function scoreOf(entry: Entry, view: number, { fits, rung }: Stage): { readonly loss: number; readonly step: number } | undefined {
  if ((entry.standing.get(view) ?? -1) < rung) return undefined
  const watched = watchedBy(view, fits)
  const results = watched.map(({ fit, place }) => entry.results.get(fit)?.losses[place])
  if (results.length === 0 || results.some((losses) => losses === undefined)) return undefined
  const steps = Math.max(...results.map((losses) => losses?.length ?? 0))
  let best = { loss: Number.POSITIVE_INFINITY, step: 0 }
  for (let step = 0; step < steps; step += 1) {
    const loss = results.reduce((sum, losses = []) => sum + (losses[Math.min(step, losses.length - 1)] as number), 0)
    if (loss < best.loss) best = { loss, step }
  }
  return best
}

/** The entries that a view may choose from at a stage, the least loss first. */
function ranked(some: readonly Entry[], view: number, stage: Stage): Entry[] {
  return some
    .flatMap((entry) => {
      const score = scoreOf(entry, view, stage)
      return score === undefined ? [] : [{ entry, loss: score.loss }]
    })
    .sort((a, b) => a.loss - b.loss)
    .map(({ entry }) => entry)
}

function topOf(views: readonly number[], some: readonly Entry[], stage: Stage, most: number): Entry[] {
  return [...new Set(views.flatMap((view) => ranked(some, view, stage).slice(0, most)))]
}

/** Neighbours of the views' best candidates, each with the views that requested it, most requested first. */
function proposalsOf(
  views: readonly number[],
  some: readonly Entry[],
  stage: Stage,
  propose: (best: TreesCandidate) => readonly TreesCandidate[],
): { readonly candidate: TreesCandidate; readonly by: Set<number>; readonly order: number }[] {
  const known = new Set(some.map(({ candidate }) => JSON.stringify(candidate)))
  const asked = new Map<string, { candidate: TreesCandidate; by: Set<number>; order: number }>()
  for (const view of views) {
    const best = ranked(some, view, stage)[0]?.candidate
    if (best?.family !== 'trees') continue
    propose(best).forEach((candidate, order) => {
      const key = JSON.stringify(candidate)
      if (known.has(key)) return
      const held = asked.get(key)
      if (held === undefined) asked.set(key, { candidate, by: new Set([view]), order })
      else held.by.add(view)
    })
  }
  return [...asked.values()].sort((a, b) => b.by.size - a.by.size || a.order - b.order)
}

/** Mean work of one fit of these. */
function meanWork(some: readonly Entry[]): number {
  const results = some.flatMap((entry) => [...entry.results.values()])
  return results.reduce((sum, { work }) => sum + work, 0) / Math.max(1, results.length)
}

function priceOf(some: readonly Entry[], fits: number): number {
  return some.length * fits * meanWork(some)
}

/** Work reserved for the fits on the outer folds and on all rows: two boosted models each, on a third more rows. */
function afterwards(plan: ValidationPlan, trees: readonly Entry[], stage: Stage): number {
  const best = ranked(trees, OVERALL, stage)[0]
  return best === undefined ? 0 : 2.8 * (plan.views.length + 1.5) * meanWork([best])
}

function treesAt({ steps, losses }: FitResult, place: number, step: number): number {
  return steps[Math.min(step, (losses[place]?.length ?? 1) - 1)] as number
}

function marginsAt({ margins }: FitResult, place: number, step: number): Float32Array {
  const own = margins[place] ?? []
  return own[Math.min(step, own.length - 1)] ?? new Float32Array()
}

export function taskSeed(seed: number, candidate: string, fit: number): number {
  return (Math.imul(seed ^ hash32(candidate), 0x85eb_ca6b) ^ Math.imul(fit + 1, 0xc2b2_ae35)) >>> 0
}
