import { createPrivateKey, createSign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { membersOf, readProviderJson, textOf } from '../exact-json.ts'
import { valueWrong } from '../provider-values.ts'

/** The key file of a service account of Google Cloud, as far as it is needed. */
export interface ServiceAccount {
  readonly projectId: string
  readonly clientEmail: string
  readonly keyId: string
  readonly key: KeyObject
  /** Where a signed word is exchanged for an access token. */
  readonly tokenUri: string
}

const SCOPE = 'https://www.googleapis.com/auth/firebase.messaging'

/** @throws AppError `provider-value-wrong` for the field `serviceAccount`. */
export function readServiceAccount(text: string): ServiceAccount {
  const members = membersOf(readProviderJson(text))
  const need = (name: string): string => {
    const value = textOf(members[name])
    if (value === '') throw valueWrong('serviceAccount', `the key file has no ${name}`)
    return value
  }
  if (textOf(members['type']) !== 'service_account') throw valueWrong('serviceAccount', 'it is not the JSON key file of a service account')
  const projectId = need('project_id')
  if (!/^[a-z0-9-]{4,63}$/.test(projectId)) throw valueWrong('serviceAccount', 'its project_id is none')
  const tokenUri = textOf(members['token_uri']) || 'https://oauth2.googleapis.com/token'
  if (URL.parse(tokenUri) === null) throw valueWrong('serviceAccount', 'its token_uri is no address')
  return { projectId, clientEmail: need('client_email'), keyId: need('private_key_id'), key: privateKey(need('private_key')), tokenUri }
}

/** The word that is exchanged for a token: a JWT by RS256 (RFC 7523), good for an hour. `now` in seconds since 1970. */
export function signedAssertion(account: ServiceAccount, now: number): string {
  const header = { alg: 'RS256', typ: 'JWT', kid: account.keyId }
  const claims = { iss: account.clientEmail, scope: SCOPE, aud: account.tokenUri, iat: now, exp: now + 3_600 }
  const signed = `${base64url(header)}.${base64url(claims)}`
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(account.key, 'base64url')}`
}

function privateKey(pem: string): KeyObject {
  let key: KeyObject
  try {
    key = createPrivateKey(pem)
  } catch {
    throw valueWrong('serviceAccount', 'its private_key cannot be read')
  }
  if (key.asymmetricKeyType !== 'rsa') throw valueWrong('serviceAccount', 'its private_key is no RSA key')
  return key
}

function base64url(value: object): string {
  return Buffer.from(JSON.stringify(value), 'utf8').toString('base64url')
}
