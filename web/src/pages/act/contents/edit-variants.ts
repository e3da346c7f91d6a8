import type { ContentVariant, MessageContent } from '#http/act/content-schemas.ts'

type Forms = Pick<MessageContent, 'email' | 'sms' | 'wechat' | 'push' | 'agent_task' | 'webhook'>
export const MOST_VARIANTS = 10

function formsOf({ email, sms, wechat, push, agent_task: task, webhook }: Forms): Forms {
  return {
    ...(email === undefined ? {} : { email }),
    ...(sms === undefined ? {} : { sms }),
    ...(wechat === undefined ? {} : { wechat }),
    ...(push === undefined ? {} : { push }),
    ...(task === undefined ? {} : { agent_task: task }),
    ...(webhook === undefined ? {} : { webhook }),
  }
}

/** The content with the forms of a variant alone, so that what edits a content edits the variant. */
export function asContent(content: MessageContent, variant: ContentVariant | undefined): MessageContent {
  if (variant === undefined) return content
  return { ...withoutForms(content), ...formsOf(variant) }
}

function withoutForms(content: MessageContent): MessageContent {
  const { email: _e, sms: _s, wechat: _w, push: _p, agent_task: _t, webhook: _h, ...rest } = content
  return rest
}

/** Takes over what was edited: the forms are those of the variant, everything else is of the content. */
export function withEdited(content: MessageContent, variant: ContentVariant | undefined, edited: MessageContent): MessageContent {
  if (variant === undefined) return edited
  const next = { ...withoutForms(edited), ...formsOf(content) }
  return withVariants(next, (all) =>
    all.map((one) => (one.id === variant.id ? { id: one.id, name: one.name, when: one.when, ...formsOf(edited) } : one)),
  )
}

/** The content with other variants; without any it has no list of them. */
export function withVariants(
  content: MessageContent,
  change: (all: readonly ContentVariant[]) => readonly ContentVariant[],
): MessageContent {
  const { variants = [], ...rest } = content
  const next = change(variants)
  return next.length === 0 ? rest : { ...rest, variants: [...next] }
}

export function withVariant(content: MessageContent, id: string, change: Partial<Pick<ContentVariant, 'name' | 'when'>>): MessageContent {
  return withVariants(content, (all) => all.map((one) => (one.id === id ? { ...one, ...change } : one)))
}

/** Puts a copy behind the one that it is of. */
export function withCopy(content: MessageContent, id: string, copyId: string, nameOf: (name: string) => string): MessageContent {
  return withVariants(content, (all) =>
    all.flatMap((one) => (one.id === id ? [one, { ...one, id: copyId, name: freeName(all, nameOf(one.name)) }] : [one])),
  )
}

/** A new one behind all others, for nobody yet. */
export function withNew(content: MessageContent, id: string, name: string): MessageContent {
  return withVariants(content, (all) => [...all, { id, name: freeName(all, name), when: { segment: null, language: null } }])
}

export function moved(content: MessageContent, from: number, to: number): MessageContent {
  return withVariants(content, (all) => {
    const one = all[from]
    if (one === undefined || to < 0 || to >= all.length) return all
    const rest = all.filter((_, at) => at !== from)
    return [...rest.slice(0, to), one, ...rest.slice(to)]
  })
}

/** No two variants may have one name; 60 characters are the most. */
function freeName(all: readonly ContentVariant[], wanted: string): string {
  const taken = new Set(all.map(({ name }) => name.trim()))
  const first = wanted.slice(0, 60)
  if (!taken.has(first)) return first
  for (let n = 2; ; n += 1) {
    const next = `${wanted.slice(0, 56)} ${n}`
    if (!taken.has(next)) return next
  }
}
