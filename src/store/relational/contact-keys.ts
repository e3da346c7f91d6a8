import type { Contact } from '#act/contact-reader.ts'

/** Opened keys of customers, beside their contacts and never in them: what is shown, logged or copied of a contact has no key. */
const keys = new WeakMap<Contact, Buffer>()

export function rememberKey(contact: Contact, key: Buffer): void {
  keys.set(contact, key)
}

/** Undefined: it was not opened for this contact. */
export function keyOfContact(contact: Contact): Buffer | undefined {
  return keys.get(contact)
}
