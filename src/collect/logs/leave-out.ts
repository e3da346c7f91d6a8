import type { LogHit } from './log-line.ts'
import type { LogOptions } from './log-options.ts'

/** Why a line that can be read is no page view. Counted, and shown beside what was stored. */
export const LEFT_OUT_REASONS = ['static', 'path', 'method', 'status', 'nobody'] as const
export type LeftOutReason = (typeof LEFT_OUT_REASONS)[number]

/** Ends of paths of files that a page loads. */
export const STATIC_ENDS = [
  'css js mjs map json xml txt ico png jpg jpeg gif svg webp avif bmp woff woff2 ttf otf eot mp3 mp4 webm m4a wav pdf zip gz wasm webmanifest',
].flatMap((line) => line.split(' '))
const STATIC: ReadonlySet<string> = new Set(STATIC_ENDS)

/** The rule in full: other methods than GET, answers other than 200-299 and 304, ends of static files, and the beginnings of paths that were named. */
export function leftOut(
  hit: Pick<LogHit, 'method' | 'target' | 'status'>,
  options: Pick<LogOptions, 'leaveOutStatic' | 'leaveOutPaths'>,
): LeftOutReason | null {
  if (hit.method !== 'GET' && (hit.method !== '' || hit.target === '')) return 'method'
  const path = pathOf(hit.target)
  if (options.leaveOutStatic && STATIC.has(endOf(path))) return 'static'
  if (options.leaveOutPaths.some((start) => path.startsWith(start))) return 'path'
  if (hit.status !== '' && hit.status !== '304' && !/^2\d\d$/.test(hit.status)) return 'status'
  return null
}

/** The path of an address or of a whole URL, without what comes behind. */
export function pathOf(target: string): string {
  const end = target.search(/[?#]/)
  const bare = end < 0 ? target : target.slice(0, end)
  return bare.startsWith('/') ? bare : bare.replace(/^[a-z][a-z\d+.-]{0,20}:\/\/[^/]*/i, '') || '/'
}

function endOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const dot = name.lastIndexOf('.')
  return dot < 0 ? '' : name.slice(dot + 1).toLowerCase()
}
