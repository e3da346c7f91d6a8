/** Maximum share of one category in any leading part of a list (rounded up). */
const CATEGORY_SHARE = 0.4

/**
 * Reorders a list, best first, so that no category fills it: at each place the best item left whose category is still below its share of the list so
 * far, counted in steps of five positions. Items without a category are free. Keeps the first `length`.
 *
 * `diversify([1, 2, 3, 4], (item) => (item < 4 ? 'tea' : 'cups'), 3)` is `[1, 2, 4]`.
 */
export function diversify(items: readonly number[], categoryOf: (item: number) => string, length: number): number[] {
  const left = [...items]
  const chosen: number[] = []
  const counts = new Map<string, number>()
  while (chosen.length < length && left.length > 0) {
    const cap = Math.ceil(CATEGORY_SHARE * 5 * Math.ceil((chosen.length + 1) / 5))
    const free = left.findIndex((item) => {
      const category = categoryOf(item)
      return category === '' || (counts.get(category) ?? 0) < cap
    })
    const [item] = left.splice(Math.max(0, free), 1)
    if (item === undefined) break
    const category = categoryOf(item)
    counts.set(category, (counts.get(category) ?? 0) + 1)
    chosen.push(item)
  }
  return chosen
}
