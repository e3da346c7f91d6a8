/**
 * Sums over the units of one arm that were drawn as one: companies, and people who were drawn alone. n: customers of a unit, y: how many of them came back,
 * r: their revenue in minor units. They tell how much a rate varies from unit to unit, whatever the number of units.
 */
export interface UnitSpread {
  readonly units: number
  /** Sums of n², n³ and n⁴. */
  readonly squares: number
  readonly cubes: number
  readonly fourths: number
  /** Sums of y² and n y. */
  readonly retainedSquares: number
  readonly retainedSizes: number
  /** Sums of r² and n r. */
  readonly revenueSquares: number
  readonly revenueSizes: number
}

export const NO_UNITS: UnitSpread = {
  units: 0,
  squares: 0,
  cubes: 0,
  fourths: 0,
  retainedSquares: 0,
  retainedSizes: 0,
  revenueSquares: 0,
  revenueSizes: 0,
}

export function addSpreads(a: UnitSpread, b: UnitSpread): UnitSpread {
  return {
    units: a.units + b.units,
    squares: a.squares + b.squares,
    cubes: a.cubes + b.cubes,
    fourths: a.fourths + b.fourths,
    retainedSquares: a.retainedSquares + b.retainedSquares,
    retainedSizes: a.retainedSizes + b.retainedSizes,
    revenueSquares: a.revenueSquares + b.revenueSquares,
    revenueSizes: a.revenueSizes + b.revenueSizes,
  }
}

/** The spread of people who were all drawn alone. */
export function spreadOfSingles(people: {
  readonly customers: number
  readonly retained: number
  readonly revenue: number
  readonly revenueSquares: number
}): UnitSpread {
  const { customers, retained, revenue, revenueSquares } = people
  return {
    units: customers,
    squares: customers,
    cubes: customers,
    fourths: customers,
    retainedSquares: retained,
    retainedSizes: retained,
    revenueSquares,
    revenueSizes: revenue,
  }
}
