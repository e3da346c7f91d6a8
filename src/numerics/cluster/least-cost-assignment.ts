/**
 * Assigns each row a column of its own so that the costs add up to the least. There are at least as many columns as rows; costs are finite. Returns
 * the column of each row: `leastCostAssignment([[4, 1], [2, 3]])` is `[1, 0]`. Throws a RangeError when there are fewer columns than rows.
 * Takes rows² · columns steps. Source: the Hungarian method with potentials, Kuhn 1955; Jonker & Volgenant, Computing 38 (1987).
 */
export function leastCostAssignment(costs: readonly (readonly number[])[]): number[] {
  const columns = costs[0]?.length ?? 0
  if (costs.length > columns) throw new RangeError(`There are ${costs.length} rows for ${columns} columns.`)
  const rowOf = new Int32Array(columns).fill(-1)
  const rowPrice = new Float64Array(costs.length)
  const columnPrice = new Float64Array(columns)
  for (let row = 0; row < costs.length; row += 1) insertRow(row)
  const columnOf = new Array<number>(costs.length).fill(0)
  rowOf.forEach((row, column) => {
    if (row >= 0) columnOf[row] = column
  })
  return columnOf

  /** Finds the cheapest chain of moves that frees a column for the row, in prices that keep every cost at or above 0. */
  function insertRow(start: number): void {
    const slack = new Float64Array(columns).fill(Number.POSITIVE_INFINITY)
    const before = new Int32Array(columns).fill(-1)
    const isSeen = new Uint8Array(columns)
    let row = start
    let column = -1
    for (;;) {
      let least = Number.POSITIVE_INFINITY
      let next = -1
      for (let j = 0; j < columns; j += 1) {
        if (isSeen[j] === 1) continue
        const cost = (costs[row]?.[j] as number) - (rowPrice[row] as number) - (columnPrice[j] as number)
        if (cost < (slack[j] as number)) {
          slack[j] = cost
          before[j] = column
        }
        if ((slack[j] as number) < least) [least, next] = [slack[j] as number, j]
      }
      rowPrice[start] = (rowPrice[start] as number) + least
      for (let j = 0; j < columns; j += 1) {
        if (isSeen[j] === 1) {
          columnPrice[j] = (columnPrice[j] as number) - least
          const holder = rowOf[j] as number
          rowPrice[holder] = (rowPrice[holder] as number) + least
        } else slack[j] = (slack[j] as number) - least
      }
      isSeen[next] = 1
      column = next
      if (rowOf[column] === -1) break
      row = rowOf[column] as number
    }
    while (column >= 0) {
      const previous = before[column] as number
      rowOf[column] = previous === -1 ? start : (rowOf[previous] as number)
      column = previous
    }
  }
}
