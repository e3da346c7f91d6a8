/** At most `most` rows, every second, third or nth of all, in their order. All of them when there are no more. */
export function evenlyDrawn<T>(rows: readonly T[], most: number): T[] {
  const stride = Math.ceil(rows.length / most)
  return rows.filter((_, i) => i % stride === 0)
}
