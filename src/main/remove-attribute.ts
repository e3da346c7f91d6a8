import type { House } from './house.ts'

/** Takes an attribute and all its values away, while no import brings new ones. @throws AppError `attribute-not-found`, `import-running` */
export async function removeAttribute({ importStore, attributes, clock }: House, name: string): Promise<void> {
  const place = await importStore.lock()
  try {
    await attributes.remove(name, clock.now())
  } finally {
    await place.release()
  }
}
