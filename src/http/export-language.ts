import type { TextLanguage } from '#kernel/bilingual-text.ts'
import type { FastifyRequest } from 'fastify'
import type { Language } from '#access/user.ts'

export type ExportLanguage = TextLanguage

/**
 * The language that a file is written in: `?language=`, else the first of Accept-Language that is there, else that of the person who is logged in,
 * else Chinese.
 */
export function exportLanguage(asked: Language | undefined, accepted: string | undefined, own: Language | undefined): ExportLanguage {
  const language = asked ?? firstAccepted(accepted) ?? own ?? 'zh-CN'
  return language === 'en' ? 'en' : 'zh'
}

export function exportLanguageOf(request: FastifyRequest, asked: Language | undefined): ExportLanguage {
  return exportLanguage(asked, request.headers['accept-language'], request.session?.user.language)
}

/** By RFC 9110, 12.5.4: the highest weight wins, of equal ones the first. A region does not matter. */
function firstAccepted(header: string | undefined): Language | undefined {
  const wished = (header ?? '').split(',').map((part) => {
    const [tag = '', ...parameters] = part.trim().toLowerCase().split(';')
    const weight = parameters.map((each) => each.trim()).find((each) => each.startsWith('q='))
    return { tag: tag.trim().split('-')[0] ?? '', weight: weight === undefined ? 1 : Number(weight.slice(2)) }
  })
  const best = wished.filter(({ tag, weight }) => (tag === 'zh' || tag === 'en') && weight > 0).toSorted((a, b) => b.weight - a.weight)[0]
  if (best === undefined) return undefined
  return best.tag === 'en' ? 'en' : 'zh-CN'
}
