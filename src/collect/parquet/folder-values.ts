import { dirname, sep } from 'node:path'

const NOTHING = '__HIVE_DEFAULT_PARTITION__'

/** What the folders above a file say of all its rows, as Spark and others write it: a folder `currency=USD` is a column that the file itself lacks. */
export function folderValues(path: string, columns: readonly string[]): readonly (readonly [name: string, value: string])[] {
  return dirname(path)
    .split(sep)
    .flatMap((folder): [string, string][] => {
      const at = folder.indexOf('=')
      if (at < 1) return []
      const [name, value] = [decoded(folder.slice(0, at)), decoded(folder.slice(at + 1))]
      return columns.includes(name) ? [] : [[name, value === NOTHING ? '' : value]]
    })
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
