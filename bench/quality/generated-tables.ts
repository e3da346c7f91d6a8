// Tables with a known kind of structure: customers who leave by rules that boosted trees, linear models or neither find easily. Seeded.
import { Rng } from '../../src/kernel/rng.ts'
import { sigmoid } from '../../src/numerics/logistic/logistic-function.ts'

export interface GeneratedTable {
  readonly names: readonly string[]
  readonly train: readonly (readonly string[])[]
  readonly test: readonly (readonly string[])[]
}

/** Gives the cells of one customer and the log-odds of leaving. */
type Person = (rng: Rng) => { readonly cells: readonly (string | number | null)[]; readonly margin: number }

interface Kind {
  readonly rows: number
  readonly names: readonly string[]
  readonly make: (setup: Rng) => Person
}

const TEST_ROWS = 20_000
const numbered = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, k) => `${prefix}${k + 1}`)
const normals = (rng: Rng, count: number): number[] => Array.from({ length: count }, () => rng.normal())
const round = (value: number, digits = 3): number => Number(value.toFixed(digits))

const KINDS: Readonly<Record<string, Kind>> = {
  /** Boxes in five of eight columns: nearly certain inside, nearly impossible outside. */
  sharp: {
    rows: 6_000,
    names: numbered('n', 8),
    make(setup) {
      const boxes = Array.from({ length: 24 }, () =>
        numbered('', 3).map(() => ({ column: setup.int(5), from: setup.uniform(0, 0.6), width: setup.uniform(0.2, 0.4) })),
      )
      return (rng) => {
        const cells = Array.from({ length: 8 }, () => round(rng.next()))
        const inside = boxes.some((box) =>
          box.every(({ column, from, width }) => (cells[column] as number) >= from && (cells[column] as number) < from + width),
        )
        return { cells, margin: inside ? 3.5 : -3.5 }
      }
    },
  },
  /** Curves that add up. */
  smooth: {
    rows: 6_000,
    names: numbered('n', 12),
    make: () => (rng) => {
      const x = normals(rng, 12)
      const [a = 0, b = 0, c = 0, d = 0, e = 0] = x
      return {
        cells: x.map((value) => round(value)),
        margin: -0.8 + 0.9 * a + Math.sin(2 * b) + 0.6 * c * c - 0.5 * Math.abs(d) + 0.4 * Math.tanh(3 * e),
      }
    },
  },
  /** Ninety counts that are mostly zero, eight of which matter. */
  sparse: {
    rows: 6_000,
    names: numbered('count', 90),
    make: () => (rng) => {
      const cells = Array.from({ length: 90 }, () => (rng.chance(0.88) ? 0 : 1 + Math.floor(rng.exponential(2))))
      const weights = [1.4, -1.2, 1.1, -0.9, 0.9, 0.8, -1.5, 1.3]
      return {
        cells,
        margin:
          -1 +
          weights.reduce((sum, weight, k) => sum + weight * Math.log1p(cells[k] as number), 0) +
          ((cells[0] as number) > 0 && (cells[9] as number) > 0 ? 2 : 0),
      }
    },
  },
  /** Nine categories, one with 60 and one with 600 levels, each level with an effect of its own. */
  categorical: {
    rows: 8_000,
    names: ['agent', 'city', ...numbered('c', 7), 'n1', 'n2'],
    make(setup) {
      const effects = [600, 60, 12, 8, 5, 4, 3, 3, 2].map((levels, k) =>
        Array.from({ length: levels }, () => (k < 2 ? 0.9 : 0.5) * setup.normal()),
      )
      return (rng) => {
        const levels = effects.map((own) => Math.floor(own.length * rng.next() ** 1.5))
        const [n1, n2] = [rng.normal(), rng.normal()]
        const margin = levels.reduce((sum, level, k) => sum + (effects[k]?.[level] ?? 0), -1) + 0.5 * n1 + (levels[3] === 1 ? n2 : 0)
        return { cells: [...levels.map((level, k) => `${'abcdefghi'[k]}${level}`), round(n1), round(n2)], margin }
      }
    },
  },
  /** Nothing tells alone: signs and categories decide together. */
  interacting: {
    rows: 8_000,
    names: [...numbered('n', 8), 'plan', 'region'],
    make: () => (rng) => {
      const x = normals(rng, 8)
      const [plan, region] = [rng.int(4), rng.int(6)]
      const [a = 0, b = 0, c = 0, d = 0] = x
      const margin = -0.5 + 2 * Math.sign(a * b) + (plan === 2 ? 1.8 * c : plan === 0 ? -1.8 * c : 0) + (region < 2 === d > 0 ? 0.9 : -0.9)
      return { cells: [...x.map((value) => round(value)), `p${plan}`, `r${region}`], margin }
    },
  },
  /** Two fifths of the cells are missing, and that they are says something. */
  missing: {
    rows: 5_000,
    names: [...numbered('n', 10), 'channel'],
    make: () => (rng) => {
      const x = normals(rng, 10)
      const channel = rng.int(5)
      const gone = x.map((value, k) => rng.chance(k < 3 ? sigmoid(value - 0.3) : 0.4))
      const margin = -1 + x[0]! + 0.8 * x[1]! + (gone[2] === true ? 1 : 0.7 * x[2]!) + (x[3]! > 0.5 ? 1 : 0) + (channel === 1 ? 0.8 : 0)
      return { cells: [...x.map((value, k) => (gone[k] === true ? null : round(value))), rng.chance(0.3) ? null : `ch${channel}`], margin }
    },
  },
  small: {
    rows: 500,
    names: [...numbered('n', 8), 'plan'],
    make: () => (rng) => {
      const x = normals(rng, 8)
      const plan = rng.int(3)
      return {
        cells: [...x.map((value) => round(value)), `p${plan}`],
        margin: -0.7 + x[0]! + 0.7 * Math.max(0, x[1]!) - 0.6 * x[2]! + (plan === 1 ? 1 : 0) + (x[3]! > 1 ? 1.2 : 0),
      }
    },
  },
  /** Two in a hundred leave. */
  imbalanced: {
    rows: 12_000,
    names: [...numbered('n', 14), 'plan'],
    make: () => (rng) => {
      const x = normals(rng, 14)
      const plan = rng.int(4)
      return {
        cells: [...x.map((value) => round(value)), `p${plan}`],
        margin: -5.4 + 1.1 * x[0]! + 0.8 * x[1]! * (plan === 3 ? 2 : 0.4) + (x[2]! > 1 && x[3]! > 0 ? 2.2 : 0) + 0.5 * x[4]! ** 2,
      }
    },
  },
}

export const GENERATED = Object.keys(KINDS)

/** The table of that kind; the last column is `left`, Yes or No. */
export function generateTable(name: string, seed = 1): GeneratedTable {
  const kind = KINDS[name] as Kind
  const setup = new Rng(`tables/${name}/${seed}`)
  const person = kind.make(setup)
  const draw = (count: number, rng: Rng): string[][] =>
    Array.from({ length: count }, () => {
      const { cells, margin } = person(rng)
      return [...cells.map((cell) => (cell === null ? '' : String(cell))), rng.chance(sigmoid(margin)) ? 'Yes' : 'No']
    })
  return { names: [...kind.names, 'left'], train: draw(kind.rows, setup.fork('train')), test: draw(TEST_ROWS, setup.fork('test')) }
}
