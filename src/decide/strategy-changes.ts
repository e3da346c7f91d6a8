import { isDeepStrictEqual } from 'node:util'
import type { Strategy } from './strategy.ts'

/** One version of a strategy with what it changed of the one before. */
export interface StrategyVersion extends Strategy {
  /** Parts of the definition that differ, and `state`; of the first version none. */
  readonly changed: readonly string[]
}

/** Versions of one strategy, the newest first. */
export function withChanges(versions: readonly Strategy[]): StrategyVersion[] {
  const sorted = versions.toSorted((a, b) => b.version - a.version)
  return sorted.map((one, i) => {
    const before = sorted[i + 1]
    return { ...one, changed: before === undefined ? [] : changesOf(before, one) }
  })
}

/** What differs between two versions, in the order of the later one. */
export function changesOf(before: Strategy, after: Strategy): string[] {
  const [was, is] = [Object.entries(before.definition), Object.entries(after.definition)]
  const names = new Set([...is, ...was].map(([name]) => name))
  const [old, now] = [new Map<string, unknown>(was), new Map<string, unknown>(is)]
  return [
    ...(before.state === after.state ? [] : ['state']),
    ...[...names].filter((name) => !isDeepStrictEqual(old.get(name), now.get(name))),
  ]
}
