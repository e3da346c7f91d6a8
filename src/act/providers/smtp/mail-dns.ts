import type { ProbeResult } from '../provider.ts'

/** What is asked of the DNS; a name without records throws, as `node:dns/promises` does. */
export interface MailDns {
  resolveTxt(name: string): Promise<readonly (readonly string[])[]>
  resolveMx(name: string): Promise<readonly { readonly exchange: string }[]>
}

type Fact = ProbeResult['facts'][number]

interface Asked {
  /** Of the From address. */
  readonly domain: string
  readonly dkim: { readonly domain: string; readonly selector: string; readonly record: string } | null
  /** Of the bounce address; null: bounces go to the From address. */
  readonly bounceDomain: string | null
}

const NO_RECORD = new Set(['ENODATA', 'ENOTFOUND', 'NXDOMAIN'])

/**
 * SPF, DKIM, DMARC and where bounces go, as facts of the connection check. What cannot be looked up is said and is no error: without a network nothing is known
 * about it.
 */
export async function mailDnsFacts(dns: MailDns, { domain, dkim, bounceDomain }: Asked): Promise<Fact[]> {
  const pathDomain = bounceDomain ?? domain
  return await Promise.all([
    fact('SPF', txt(dns, pathDomain), (texts) => {
      const found = texts.filter((text) => /^v=spf1(\s|$)/iu.test(text))
      if (found.length > 1) return { value: `${found.length} SPF records at ${pathDomain}; there may be one`, ok: false }
      return found[0] === undefined ? { value: `missing: TXT at ${pathDomain}`, ok: false } : { value: found[0], ok: true }
    }),
    ...(dkim === null
      ? [Promise.resolve<Fact>({ name: 'DKIM', value: 'no key set: the mail server may sign by itself', ok: true })]
      : [
          fact('DKIM', txt(dns, `${dkim.selector}._domainkey.${dkim.domain}`), (texts) => {
            const wanted = partsOf(dkim.record)
            const isThere = texts.some((text) => partsOf(text).get('p') === wanted.get('p'))
            return {
              value: isThere ? 'published' : `publish TXT at ${dkim.selector}._domainkey.${dkim.domain}: ${dkim.record}`,
              ok: isThere,
            }
          }),
        ]),
    fact('DMARC', txt(dns, `_dmarc.${domain}`), (texts) => {
      const found = texts.find((text) => /^v=DMARC1/iu.test(text))
      return found === undefined ? { value: `missing: TXT at _dmarc.${domain}`, ok: false } : { value: found, ok: true }
    }),
    fact('MX', dns.resolveMx(pathDomain), (found) => ({
      value: found.length === 0 ? `missing: bounces to ${pathDomain} cannot arrive` : found.map(({ exchange }) => exchange).join(', '),
      ok: found.length > 0,
    })),
  ])
}

async function txt(dns: MailDns, name: string): Promise<readonly string[]> {
  return (await dns.resolveTxt(name)).map((parts) => parts.join(''))
}

async function fact<T>(name: string, asked: Promise<readonly T[]>, read: (found: readonly T[]) => Omit<Fact, 'name'>): Promise<Fact> {
  try {
    return { name, ...read(await asked) }
  } catch (error) {
    const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined
    if (typeof code === 'string' && NO_RECORD.has(code)) return { name, ...read([]) }
    return { name, value: 'could not be looked up', ok: true }
  }
}

function partsOf(record: string): ReadonlyMap<string, string> {
  return new Map(
    record.split(';').map((part) => {
      const equals = part.indexOf('=')
      return [part.slice(0, equals).trim(), part.slice(equals + 1).replaceAll(/\s/gu, '')]
    }),
  )
}
