import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { isTwilioSignature, twilioSignature } from './twilio-signature.ts'

// Token, address and fields of the tests of Twilio's own libraries.
const TOKEN = '12345'
const URL_OF_EXAMPLE = 'https://mycompany.com/myapp.php?foo=1&bar=2'
const FORM = 'application/x-www-form-urlencoded'

test('the published examples of Twilio have their published signatures', () => {
  const call = [
    ['To', '+18005551212'],
    ['CallSid', 'CA1234567890ABCDE'],
    ['Caller', '+14158675309'],
    ['Digits', '1234'],
    ['From', '+14158675309'],
  ] as const
  expect(twilioSignature(TOKEN, URL_OF_EXAMPLE, call)).toBe('RSOYDt4T1cUTdK1PDd93/VVr8B8=')
  const repeated = [
    ['Sid', 'CA123'],
    ['SidAccount', 'AC123'],
    ['Digits', '5678'],
    ['Digits', '1234'],
    ['Digits', '1234'],
  ] as const
  expect(twilioSignature(TOKEN, URL_OF_EXAMPLE, repeated)).toBe('IK+Dwps556ElfBT0I3Rgjkr1wJU=')
})

test('a form is taken with its signature, and refused when one sign of it, of the address or of the signature changes', () => {
  const body = Buffer.from('From=%2B14158675309&Body=STOP')
  const fields = [...new URLSearchParams(body.toString())]
  const url = 'https://crm.example.com/hooks/1?key=a%3A1'
  const given = twilioSignature(TOKEN, url, fields)
  const call = { url, contentType: `${FORM}; charset=utf-8`, body }
  expect(isTwilioSignature(given, TOKEN, call)).toBe(true)
  // Twilio signs the port that it connected to.
  expect(isTwilioSignature(twilioSignature(TOKEN, url.replace('.com/', '.com:443/'), fields), TOKEN, call)).toBe(true)
  expect(isTwilioSignature(given, TOKEN, { ...call, url: url.replace('a%3A1', 'b%3A1') })).toBe(false)
  expect(isTwilioSignature(given, TOKEN, { ...call, body: Buffer.from('From=%2B14158675309&Body=START') })).toBe(false)
  expect(isTwilioSignature(given.replace(/^./, '#'), TOKEN, call)).toBe(false)
  expect(isTwilioSignature(given, '', call)).toBe(false)
  expect(isTwilioSignature('', TOKEN, call)).toBe(false)
})

test('a body that is no form has its hash in the signed address', () => {
  const body = Buffer.from('{"a":1}')
  const url = `https://crm.example.com/hooks/1?bodySHA256=${createHash('sha256').update(body).digest('hex')}`
  const given = twilioSignature(TOKEN, url, [])
  expect(isTwilioSignature(given, TOKEN, { url, contentType: 'application/json', body })).toBe(true)
  expect(isTwilioSignature(given, TOKEN, { url, contentType: 'application/json', body: Buffer.from('{"a":2}') })).toBe(false)
  const bare = 'https://crm.example.com/hooks/1'
  expect(isTwilioSignature(twilioSignature(TOKEN, bare, []), TOKEN, { url: bare, contentType: 'application/json', body })).toBe(false)
})
