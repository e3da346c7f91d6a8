import type { JourneyDefinition } from '#http/act/journey-schemas.ts'
import { stepOf, waysOf } from './edit-journey.ts'

export const ENTRY = 'entry'
export const COLUMN = 264
export const ROW = 132

export interface Link {
  readonly from: string
  readonly way: string
  readonly to: string
  /** It leads back up: it is drawn, and moves nothing. */
  readonly isBack: boolean
}

type Bare = Omit<Link, 'isBack'>

export interface Layout {
  /** Top left corners, by id of the node: `entry`, steps, and `end:STEP:WAY` where a way ends. */
  readonly places: ReadonlyMap<string, { readonly x: number; readonly y: number }>
  readonly links: readonly Link[]
}

export const endOf = (from: string, way: string) => `end:${from}:${way}`

function grouped(links: readonly Bare[], key: (link: Bare) => string): ReadonlyMap<string, readonly Bare[]> {
  const groups = new Map<string, Bare[]>()
  for (const link of links) groups.set(key(link), [...(groups.get(key(link)) ?? []), link])
  return groups
}

/** All ways as links between nodes; one that ends has a node of its own. */
function linksOf(journey: JourneyDefinition): readonly Bare[] {
  const node = (from: string, way: string, to: string | null) => (stepOf(journey, to) === undefined ? endOf(from, way) : (to ?? ''))
  return [
    { from: ENTRY, way: 'next', to: node(ENTRY, 'next', journey.first) },
    ...journey.steps.flatMap((step) => waysOf(step).map(({ way, to }) => ({ from: step.id, way, to: node(step.id, way, to) }))),
  ]
}

/**
 * Places the steps of a journey from top to bottom: the ways out of a step stand side by side, and a step that several ways lead to stands below all of them, in their middle. Nothing overlaps.
 * Steps that nobody comes to stand to the right.
 */
export function layoutJourney(journey: JourneyDefinition): Layout {
  const links = linksOf(journey)
  const out = grouped(links, ({ from }) => from)
  const back = new Set<object>()
  const order: string[] = []
  const state = new Map<string, 'open' | 'done'>()
  const visit = (id: string) => {
    state.set(id, 'open')
    // The last way first, so that the first one comes out on the left.
    for (const link of (out.get(id) ?? []).toReversed()) {
      if (state.get(link.to) === 'open') back.add(link)
      else if (state.get(link.to) === undefined) visit(link.to)
    }
    state.set(id, 'done')
    order.unshift(id)
  }
  const roots: string[] = []
  // Steps that something unreached leads to are not heads of their own, where it comes first.
  const heads = journey.steps.filter(({ id }) => links.every((link) => link.to !== id || link.from === id))
  for (const id of [ENTRY, ...heads.map((step) => step.id), ...journey.steps.map((step) => step.id)]) {
    if (state.has(id)) continue
    visit(id)
    roots.push(id)
  }
  const into = grouped(
    links.filter((link) => !back.has(link)),
    ({ to }) => to,
  )
  const blocks = blocksOf(order, into, roots)
  const places = new Map<string, { x: number; y: number }>()
  let left = 0
  for (const root of roots) left += place(root, left, 0, blocks, places)
  return { places, links: links.map((link) => ({ ...link, isBack: back.has(link) })) }
}

interface Block {
  /** Side by side below the step. */
  readonly ways: string[]
  /** Below all of those, one after the other. */
  readonly joins: string[]
  width: number
  height: number
}

/** What each step has all of below it: it is placed as one block. A step belongs to the last one that everybody who comes to it went through. */
function blocksOf(order: readonly string[], into: ReadonlyMap<string, readonly { readonly from: string }[]>, roots: readonly string[]) {
  const owner = new Map<string, string>()
  const rank = new Map(order.map((id, i) => [id, i]))
  const common = (a: string, b: string): string | undefined => {
    let [one, other]: (string | undefined)[] = [a, b]
    while (one !== undefined && other !== undefined && one !== other) {
      if ((rank.get(one) ?? 0) > (rank.get(other) ?? 0)) one = owner.get(one)
      else other = owner.get(other)
    }
    return one === other ? one : undefined
  }
  const rootOf = (id: string): string => {
    const above = owner.get(id)
    return above === undefined ? id : rootOf(above)
  }
  const blocks = new Map<string, Block>(order.map((id) => [id, { ways: [], joins: [], width: 1, height: 1 }]))
  for (const id of order) {
    if (roots.includes(id)) continue
    const parents = [...new Set((into.get(id) ?? []).map(({ from }) => from))]
    // What an unreached step leads to as well belongs to the reached ones.
    const reached = parents.filter((parent) => rootOf(parent) === ENTRY)
    const [first, ...others] = reached.length === 0 ? parents : reached
    const above = others.reduce((all, parent) => (all === undefined ? all : (common(all, parent) ?? all)), first)
    if (above === undefined) continue
    owner.set(id, above)
    const block = blocks.get(above)
    if (parents.length === 1 && parents[0] === above) block?.ways.push(id)
    else block?.joins.push(id)
  }
  for (const id of order.toReversed()) {
    const block = blocks.get(id)
    if (block === undefined) continue
    const of = (ids: readonly string[]) => ids.map((one) => blocks.get(one)).filter((one) => one !== undefined)
    const ways = of(block.ways)
    const joins = of(block.joins)
    block.width = Math.max(
      1,
      ways.reduce((sum, { width }) => sum + width, 0),
      ...joins.map(({ width }) => width),
    )
    block.height = 1 + Math.max(0, ...ways.map(({ height }) => height)) + joins.reduce((sum, { height }) => sum + height, 0)
  }
  return blocks
}

/** @returns how many columns it takes */
function place(
  id: string,
  left: number,
  row: number,
  blocks: ReadonlyMap<string, Block>,
  places: Map<string, { x: number; y: number }>,
): number {
  const block = blocks.get(id)
  if (block === undefined) return 0
  const { width } = block
  places.set(id, { x: (left + (width - 1) / 2) * COLUMN, y: row * ROW })
  const widthOf = (ids: readonly string[]) => ids.reduce((sum, one) => sum + (blocks.get(one)?.width ?? 0), 0)
  let at = left + (width - widthOf(block.ways)) / 2
  for (const way of block.ways) at += place(way, at, row + 1, blocks, places)
  let below = row + 1 + Math.max(0, ...block.ways.map((way) => blocks.get(way)?.height ?? 0))
  for (const join of block.joins) {
    const joined = blocks.get(join)
    place(join, left + (width - (joined?.width ?? 1)) / 2, below, blocks, places)
    below += joined?.height ?? 0
  }
  return width
}

export type Arrow = 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight'

/** Where an arrow key goes from a node: down its first way, up to what leads to it, or to the nearest one beside it. Ends are passed over. */
export function neighbour({ places, links }: Layout, id: string, arrow: Arrow): string | undefined {
  const isNode = (one: string) => !one.startsWith('end:')
  if (arrow === 'ArrowDown') return links.find(({ from, to, isBack }) => from === id && !isBack && isNode(to))?.to
  if (arrow === 'ArrowUp') return links.find(({ to, isBack }) => to === id && !isBack)?.from
  const here = places.get(id)
  if (here === undefined) return undefined
  const sign = arrow === 'ArrowLeft' ? -1 : 1
  return [...places]
    .filter(([other, { x, y }]) => isNode(other) && y === here.y && (x - here.x) * sign > 0)
    .toSorted(([, a], [, b]) => Math.abs(a.x - here.x) - Math.abs(b.x - here.x))[0]?.[0]
}
