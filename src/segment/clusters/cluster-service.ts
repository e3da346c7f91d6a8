import { AppError } from '#kernel/app-error.ts'
import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { Clock } from '#kernel/clock.ts'
import {
  CLUSTER_DEFINITION,
  OUTLIER,
  OUTLIER_KEY,
  type ClusterOptions,
  type FoundCluster,
  type FoundClusters,
} from './cluster-customers.ts'
import type { ClusterTable } from './cluster-features.ts'
import { namesOf } from './cluster-names.ts'
import { clusterSentence } from './cluster-sentence.ts'

export interface ClusterRun {
  readonly asOf: Date
  readonly computedAt: Date
  /** Buyers left out because an amount of theirs has no rate to the project's currency. */
  readonly unconverted: number
  readonly found: FoundClusters
}

export interface ClusterStore {
  /** A row per buyer in the profiles of that time, by customer id. */
  features(asOf: Date): Promise<{ readonly customerIds: readonly string[]; readonly table: ClusterTable; readonly unconverted: number }>
  latest(): Promise<ClusterRun | null>
  latestWithClusters(): Promise<ClusterRun | null>
  /** How many customers of a run each cluster has today. */
  sizes(asOf: Date): Promise<ReadonlyMap<string, number>>
  /** Writes the members and then the run; the same time again replaces it. */
  write(run: ClusterRun, customerIds: readonly string[], keys: readonly string[]): Promise<void>
}

/** Names that people gave, by the key of the cluster. */
export interface ClusterNames {
  read(): Promise<Readonly<Record<string, string>>>
  write(names: Readonly<Record<string, string>>): Promise<void>
}

/** The arithmetic, kept off the thread that answers requests. */
export interface ClusterWorker {
  cluster(table: ClusterTable, options: ClusterOptions): Promise<{ readonly found: FoundClusters; readonly labels: Int32Array }>
}

export interface NamedCluster extends FoundCluster {
  readonly name: BilingualText
  /** The name that the figures give; the same unless somebody gave another. */
  readonly ownName: BilingualText
  readonly isRenamed: boolean
  readonly sentence: BilingualText
  /** Of the customers of today in all clusters and apart. */
  readonly share: number
}

export interface ClusterOverview {
  readonly run: ClusterRun
  readonly clusters: readonly NamedCluster[]
  readonly outliers: { readonly size: number; readonly share: number }
}

export type ClusterProgress = (stage: 'features' | 'cluster', done: number, total: number) => void

/** The same for every run, so that the same data give the same clusters. */
const SEED = 'customers'
const MOST_LETTERS = 40

interface ClusterServiceParts {
  readonly store: ClusterStore
  readonly names: ClusterNames
  readonly worker: ClusterWorker
  readonly clock: Clock
  readonly project: { readonly currency: string }
}

/** Groups the buyers of a shop by what they do, keeps the runs and names the groups. */
export class ClusterService {
  readonly #store: ClusterStore
  readonly #names: ClusterNames
  readonly #worker: ClusterWorker
  readonly #clock: Clock
  readonly #project: { readonly currency: string }

  constructor({ store, names, worker, clock, project }: ClusterServiceParts) {
    this.#store = store
    this.#names = names
    this.#worker = worker
    this.#clock = clock
    this.#project = project
  }

  /** Clusters the buyers in the profiles of a time. With too few of them the run says so and has no clusters. */
  async run(asOf: Date, onProgress: ClusterProgress = () => undefined): Promise<ClusterRun> {
    onProgress('features', 0, 1)
    const [{ customerIds, table, unconverted }, before] = await Promise.all([this.#store.features(asOf), this.#store.latestWithClusters()])
    onProgress('cluster', 0, customerIds.length)
    const { found, labels } = await this.#worker.cluster(table, { seed: SEED, before: before?.found ?? null })
    const run: ClusterRun = { asOf, computedAt: this.#clock.now(), unconverted, found }
    const keyOf = (label: number): string => (label === OUTLIER ? OUTLIER_KEY : (found.clusters[label] as FoundCluster).key)
    const isDone = found.lack === null
    await this.#store.write(run, isDone ? customerIds : [], isDone ? Array.from(labels, keyOf) : [])
    onProgress('cluster', customerIds.length, customerIds.length)
    return run
  }

  /** The newest run with its clusters as they are called and how many customers they have today; null before the first. */
  async overview(): Promise<ClusterOverview | null> {
    const run = await this.#store.latest()
    if (run === null) return null
    const [sizes, given] = await Promise.all([this.#store.sizes(run.asOf), this.#names.read()])
    const total = [...sizes.values()].reduce((sum, size) => sum + size, 0)
    const sized = (key: string) => ({ size: sizes.get(key) ?? 0, share: (sizes.get(key) ?? 0) / Math.max(1, total) })
    const { clusters } = run.found
    const taken = clusters.flatMap(({ key }) => given[key] ?? [])
    const ownNames = namesOf(clusters, new Set(taken))
    return {
      run,
      clusters: clusters.map((cluster, i): NamedCluster => {
        const ownName = ownNames[i] as BilingualText
        const name = given[cluster.key]
        return {
          ...cluster,
          ...sized(cluster.key),
          ownName,
          name: name === undefined ? ownName : { zh: name, en: name },
          isRenamed: name !== undefined,
          sentence: clusterSentence(cluster, this.#project.currency),
        }
      }),
      outliers: sized(OUTLIER_KEY),
    }
  }

  /** The clusters of the newest run as they are called, without their sizes; none before the first. */
  async labels(): Promise<{ readonly key: string; readonly name: BilingualText }[]> {
    const [run, given] = await Promise.all([this.#store.latest(), this.#names.read()])
    const clusters = run?.found.clusters ?? []
    const taken = clusters.flatMap(({ key }) => given[key] ?? [])
    const ownNames = namesOf(clusters, new Set(taken))
    return clusters.map(({ key }, i) => {
      const own = given[key]
      return { key, name: own === undefined ? (ownNames[i] as BilingualText) : { zh: own, en: own } }
    })
  }

  /**
   * Gives a cluster of the newest run a name of somebody's own, which it keeps over runs; null takes it back. Throws an AppError for a key that
   * the run does not have, an empty or long name, and one that another cluster has.
   */
  async rename(key: string, name: string | null): Promise<void> {
    const clusters = (await this.overview())?.clusters ?? []
    if (!clusters.some((cluster) => cluster.key === key)) {
      throw new AppError('not-found', 'unknown-cluster', 'The newest clusters have none with this key: take one of the list.')
    }
    const text = name?.trim() ?? null
    if (text !== null && (text === '' || [...text].length > MOST_LETTERS)) {
      throw new AppError('invalid-input', 'cluster-name-length', `A cluster's name has 1 to ${MOST_LETTERS} letters.`)
    }
    const others = clusters.filter((cluster) => cluster.key !== key).flatMap(({ name: { zh, en } }) => [zh, en])
    if (text !== null && others.includes(text)) {
      throw new AppError('conflict', 'cluster-name-taken', 'Another cluster has this name: choose one that differs.')
    }
    const { [key]: _former, ...rest } = await this.#names.read()
    await this.#names.write(text === null ? rest : { ...rest, [key]: text })
  }

  /** Fewest buyers that can be clustered. */
  get leastBuyers(): number {
    return CLUSTER_DEFINITION.leastBuyers
  }
}
