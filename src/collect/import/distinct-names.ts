/** `['a', '', 'a']` becomes `['a', 'column 2', 'a (2)']`. */
export function distinctNames(columns: readonly string[]): string[] {
  const seen = new Set<string>()
  return columns.map((column, j) => {
    const plain = column.trim() === '' ? `column ${j + 1}` : column.trim()
    let name = plain
    for (let k = 2; seen.has(name); k += 1) name = `${plain} (${k})`
    seen.add(name)
    return name
  })
}
