import { AppError } from '#kernel/app-error.ts'
import { isImagePath } from '../images/image-address.ts'
import { MOST_SLOTS } from '../pieces/piece-slots.ts'
import { compileForm } from './compile-content.ts'
import { authoredTexts } from './content-texts.ts'
import { leavesOf } from './email-mjml.ts'
import { filledForms, withVariant } from './content-variants.ts'
import { formsOf } from './message-content.ts'
import type { ContentForms, EmailBlock, EmailLeaf, MessageContent, TemplateUse } from './message-content.ts'
import { isContentVariable, TEXT_ENGINE } from './variables.ts'

const MOST_BLOCKS = 60
/** Variables that say nothing about a customer. */
const OF_NOBODY = new Set(['shop.name', 'today'])

/**
 * Checks what an author saves: every template of every form parses, names known variables alone and stays within its limits; addresses are of the web; a
 * mail compiles. Lengths are the schema's matter. A draft may lack texts; `publish` asks for them.
 * @throws AppError `content-wrong`, `template-invalid`, `mjml-wrong`, each with the place
 */
export function checkContent(content: MessageContent, publish: boolean): void {
  if (content.name.trim() === '') throw wrong('name', 'not empty')
  for (const name of Object.keys(content.fallbacks)) {
    if (!isContentVariable(name)) throw wrong(`fallbacks.${name.slice(0, 60)}`, 'the name of a variable')
  }
  checkForms(content, '')
  checkTemplates(content, '')
  for (const channel of formsOf(content)) for (const language of ['zh', 'en'] as const) compileForm(content, channel, language)
  if (publish) checkWhole(content)
  checkVariants(content, publish)
}

function checkVariants(content: MessageContent, publish: boolean): void {
  const { variants = [] } = content
  for (const [i, variant] of variants.entries()) {
    const at = `variants[${i}].`
    const others = variants.slice(0, i)
    if (!/^[A-Za-z0-9-]{1,40}$/u.test(variant.id) || variant.id === 'base')
      throw wrong(`${at}id`, 'letters, digits and hyphens, not "base"')
    if (others.some(({ id }) => id === variant.id)) throw wrong(`${at}id`, 'another one than that of the variants before it')
    if (variant.name.trim() === '') throw wrong(`${at}name`, 'not empty')
    if (others.some(({ name }) => name.trim() === variant.name.trim()))
      throw wrong(`${at}name`, 'another one than that of the variants before it')
    checkTemplates(variant, at)
    for (const language of ['zh', 'en'] as const) {
      const said = withVariant(content, variant, language)
      checkForms(filledForms(content, variant, language), at)
      for (const channel of formsOf(variant)) compiled(() => compileForm(said, channel, language), at)
    }
    if (!publish) continue
    if (variant.when.segment === null && variant.when.language === null)
      throw wrong(`${at}when`, 'a segment or a language: it would be for nobody')
    if (formsOf(variant).length === 0) throw wrong(`${at}forms`, 'one channel or more')
    const alone = formsOf(variant).find((channel) => content[channel] === undefined)
    if (alone !== undefined) throw wrong(`${at}${alone}`, 'a form that the content has too: it is for everybody else')
  }
}

function checkTemplates(forms: ContentForms, at: string): void {
  for (const { place, language, text } of authoredTexts(forms)) TEXT_ENGINE.check(text, { part: `${at}${place}`, language })
  if (forms.webhook === undefined) return
  const said = TEXT_ENGINE.names(forms.webhook.note).find((name) => !OF_NOBODY.has(name))
  if (said !== undefined)
    throw wrong(`${at}webhook.note`, `without {{ ${said.slice(0, 60)} }}: a webhook carries the id of the customer and no word about them`)
}

/** A mail of a variant that does not compile is told with the variant. */
function compiled(work: () => unknown, at: string): void {
  try {
    work()
  } catch (error) {
    const part = error instanceof AppError ? error.details['part'] : undefined
    if (!(error instanceof AppError) || typeof part !== 'string') throw error
    throw new AppError(error.kind, error.code, error.message.replace(part, `${at}${part}`), {
      details: { ...error.details, part: `${at}${part}` },
    })
  }
}

function checkForms({ email, sms, wechat, push, agent_task: task }: ContentForms, at: string): void {
  if (email !== undefined) {
    if (email.body.kind === 'blocks') {
      for (const blocks of [email.body.blocks.zh, email.body.blocks.en]) {
        if (blocks.length > MOST_BLOCKS) throw wrong(`${at}email.blocks`, `at most ${MOST_BLOCKS} blocks`)
        for (const [i, block] of blocks.entries()) checkBlock(block, `${at}email.blocks[${i}]`)
        if (leavesOf(blocks).filter(({ kind }) => kind === 'piece').length > MOST_SLOTS) {
          throw wrong(`${at}email.blocks`, `of at most ${MOST_SLOTS} content pieces`)
        }
      }
    }
    if (email.replyTo !== undefined && email.replyTo !== '' && !/^[^\s@<>"]{1,64}@[^\s@<>"]{1,190}$/u.test(email.replyTo)) {
      throw wrong(`${at}email.replyTo`, 'an e-mail address')
    }
  }
  if (sms !== undefined)
    for (const [provider, use] of Object.entries(sms.templates)) checkTemplateUse(use, `${at}sms.templates.${provider}`)
  if (wechat !== undefined) {
    checkAddress(wechat.url, `${at}wechat.url`)
    if (wechat.template !== null) checkTemplateUse(wechat.template, `${at}wechat.template`)
    else if (wechat.kind !== 'service') throw wrong(`${at}wechat.template`, 'the code of a template, except in the customer service window')
  }
  if (push !== undefined) {
    checkAddress(push.url, `${at}push.url`)
    checkImageAddress(push.imageUrl, `${at}push.imageUrl`)
  }
  if (task !== undefined && !(task.slaHours > 0)) throw wrong(`${at}agent_task.slaHours`, 'above 0')
}

function checkBlock(block: EmailBlock, at: string): void {
  if (block.kind !== 'columns') {
    checkLeaf(block, at)
    return
  }
  if (block.columns.length < 1 || block.columns.length > 4) throw wrong(`${at}.columns`, 'one to four columns')
  for (const [c, column] of block.columns.entries()) {
    if (column.length > MOST_BLOCKS) throw wrong(`${at}.columns[${c}]`, `at most ${MOST_BLOCKS} blocks`)
    for (const [k, leaf] of column.entries()) checkLeaf(leaf, `${at}.columns[${c}][${k}]`)
  }
}

function checkLeaf(leaf: EmailLeaf, at: string): void {
  if (leaf.kind === 'image') {
    checkImageAddress(leaf.src, `${at}.src`)
    checkAddress(leaf.href, `${at}.href`)
  }
  if (leaf.kind === 'button') checkAddress(leaf.href, `${at}.href`)
}

/** One of an image that we keep, too. */
function checkImageAddress(address: string, place: string): void {
  if (!isImagePath(address.trim())) checkAddress(address, place)
}

/** Empty, an address of the web, or one that begins with a variable. */
function checkAddress(address: string, place: string): void {
  const text = address.trim()
  if (text === '' || text.startsWith('{{') || /^https?:\/\/[^\s<>"']{1,2000}$/u.test(text)) return
  throw wrong(place, 'an address that begins with https:// or http://, or a variable such as {{ shop.url }}')
}

function checkTemplateUse({ code, params }: TemplateUse, place: string): void {
  if (code.trim() === '') throw wrong(`${place}.code`, 'the code of the reviewed template')
  if (new Set(params.map(({ name }) => name)).size < params.length) throw wrong(`${place}.params`, 'of different names')
}

/** A content that may be sent: a form or more, and nothing that a customer would get empty. */
function checkWhole(content: MessageContent): void {
  if (formsOf(content).length === 0) throw wrong('forms', 'one channel or more: write an e-mail, a text message or another form')
  const { email, sms, wechat, push, agent_task: task } = content
  const either = (place: string, text: { readonly zh: string; readonly en: string }) => {
    if (text.zh.trim() === '' && text.en.trim() === '') throw wrong(place, 'written in one language or more')
  }
  if (email !== undefined) {
    either('email.subject', email.subject)
    if (email.body.kind === 'text') either('email.body', email.body.text)
    else if (email.body.kind === 'mjml') either('email.body', email.body.mjml)
    else if (email.body.blocks.zh.length === 0 && email.body.blocks.en.length === 0) throw wrong('email.blocks', 'one block or more')
  }
  if (sms !== undefined) either('sms.text', sms.text)
  if (wechat !== undefined) either('wechat.text', wechat.text)
  if (push !== undefined) {
    either('push.title', push.title)
    either('push.body', push.body)
  }
  if (task !== undefined) either('agent_task.title', task.title)
}

function wrong(place: string, expected: string): AppError {
  return new AppError('invalid-input', 'content-wrong', `"${place}" of the content must be ${expected}.`, { details: { place, expected } })
}
