import type { TextLanguage } from '#kernel/bilingual-text.ts'
import { withoutAlt } from '../content/content-findings.ts'
import type { Finding } from '../content/content-findings.ts'
import { leavesOf } from '../content/email-mjml.ts'
import type { ContentForms } from '../content/message-content.ts'
import { isReachedFromOutside } from '../webhook-address.ts'
import { imageCodesIn } from './image-address.ts'
import type { StoredImage } from './image-ports.ts'

/** More than this over a phone's network, and people have scrolled on. */
const HEAVY_BYTES = 1024 ** 2

interface Placed {
  readonly place: string
  readonly language: TextLanguage
  readonly address: string
}

/** What is to be said about the images of a content or a variant of it, before anybody gets it. Reads nothing: `known` has those of its images that we keep, by code. */
export function imageFindings(
  content: ContentForms,
  { publicUrl, known }: { readonly publicUrl: string; readonly known: ReadonlyMap<string, StoredImage> },
): readonly Finding[] {
  const found: Finding[] = []
  const placed = imagesOf(content)
  const ours = placed.flatMap((one) => imageCodesIn(one.address).map((code) => ({ ...one, code })))
  const [first] = ours
  if (first !== undefined && !isReachedFromOutside(publicUrl)) {
    found.push({
      code: 'image-not-reached',
      severity: 'error',
      place: first.place,
      language: first.language,
      text: {
        zh: `图片地址会是 ${publicUrl}/i/…，客户打不开。请先让管理员把 LIUKE_PUBLIC_URL 设为外网能访问的地址。`,
        en: `Its images would be at ${publicUrl}/i/…, which customers cannot reach. Have LIUKE_PUBLIC_URL set to an address of the internet first.`,
      },
    })
  }
  for (const { place, language } of onePerPlace(ours.filter(({ code }) => !known.has(code)))) {
    found.push({
      code: 'image-gone',
      severity: 'error',
      place,
      language,
      text: { zh: '这张图片已从图片库删除。请换一张。', en: 'This image was removed from the library. Choose another one.' },
    })
  }
  for (const { place, language } of onePerPlace(ours.filter(({ code }) => known.get(code)?.type === 'webp'))) {
    found.push({
      code: 'image-webp',
      severity: 'hint',
      place,
      language,
      text: {
        zh: 'WebP 图片在一些邮箱里显示不出来，例如 Windows 版 Outlook。请改用 JPEG 或 PNG。',
        en: 'Some programs for mail show no WebP, such as Outlook on Windows. Use JPEG or PNG.',
      },
    })
  }
  for (const language of ['zh', 'en'] as const) {
    const codes = new Set(ours.filter((one) => one.language === language && one.place.startsWith('email')).map(({ code }) => code))
    const bytes = [...codes].reduce((sum, code) => sum + (known.get(code)?.bytes ?? 0), 0)
    if (bytes > HEAVY_BYTES) {
      const megabytes = (bytes / 1024 ** 2).toFixed(1)
      found.push({
        code: 'images-heavy',
        severity: 'hint',
        place: 'email.body',
        language,
        text: {
          zh: `邮件里的图片共 ${megabytes} MB，手机上打开会慢。请把图片缩小，宽 1200 像素就够。`,
          en: `The images of the mail have ${megabytes} MB, which is slow on a phone. Make them smaller: a width of 1,200 pixels is enough.`,
        },
      })
    }
  }
  const hosts = new Map<string, Placed>()
  for (const one of placed) {
    const host = hostOf(one.address)
    if (host !== null && host !== hostOf(publicUrl) && !hosts.has(host)) hosts.set(host, one)
  }
  for (const [host, { place, language }] of hosts) {
    found.push({
      code: 'image-elsewhere',
      severity: 'hint',
      place,
      language,
      text: {
        zh: `图片存放在 ${host}：那边随时可能换掉或删除，也能看到谁打开了邮件。建议上传到图片库。`,
        en: `An image is kept by ${host}, which may change or remove it and sees who opens the mail. Upload it to the library instead.`,
      },
    })
  }
  for (const language of ['zh', 'en'] as const) {
    const mjml = content.email?.body.kind === 'mjml' ? content.email.body.mjml[language] : ''
    if ([...mjml.matchAll(/<mj-image\b([^>]{0,4000})/gu)].some(([, inside = '']) => !/\salt="[^"]*[^"\s]/u.test(inside))) {
      found.push(withoutAlt('email.body', language))
    }
  }
  return found
}

/** Every address of an image that a content names. */
export function imagesOf({ email, push }: ContentForms): readonly Placed[] {
  const placed: Placed[] = []
  for (const language of ['zh', 'en'] as const) {
    if (email?.body.kind === 'blocks') {
      for (const [i, leaf] of leavesOf(email.body.blocks[language]).entries()) {
        if (leaf.kind === 'image') placed.push({ place: `email.blocks[${i}].src`, language, address: leaf.src.trim() })
      }
    }
    if (email?.body.kind === 'mjml') {
      for (const [, address = ''] of email.body.mjml[language].matchAll(/\s(?:src|background-url)="([^"]{1,2000})"/gu)) {
        placed.push({ place: 'email.body', language, address: address.trim() })
      }
    }
  }
  if (push !== undefined && push.imageUrl.trim() !== '')
    placed.push({ place: 'push.imageUrl', language: 'zh', address: push.imageUrl.trim() })
  return placed
}

function onePerPlace<T extends Placed>(all: readonly T[]): readonly T[] {
  return [...new Map(all.map((one) => [`${one.place} ${one.language}`, one])).values()]
}

function hostOf(address: string): string | null {
  return /^https?:\/\//u.test(address) && URL.canParse(address) ? new URL(address).host : null
}
