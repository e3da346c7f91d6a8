import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { UploadStore } from '#http/collect/upload-folder.ts'

const LATER = new Date('2026-03-02T08:30:00Z')

/** What every store of uploads does. `open` gives an empty one. */
export function uploadStoreCase(open: () => Promise<UploadStore>): void {
  const started = async (store: UploadStore, owner: string, keepUntil = LATER): Promise<string> => {
    const id = randomUUID()
    await store.open({ id, owner, fileName: '订单.csv', keepUntil })
    return id
  }

  describe('a store of uploads', () => {
    it('gives the same bytes back, and none before the file is whole', async () => {
      const store = await open()
      const id = await started(store, 'user:a')
      const parts = [Buffer.from('a,b\n'), Buffer.from([0, 255, 128]), Buffer.alloc(70_000, 'x')]
      for (const [position, part] of parts.entries()) await store.append(id, position, part)
      expect(await store.find(id)).toBeNull()
      await store.close(id)
      expect(await store.find(id)).toEqual({ fileName: '订单.csv', bytes: 70_007 })
      const read: Buffer[] = []
      for await (const part of store.parts(id)) read.push(part)
      expect(Buffer.concat(read).equals(Buffer.concat(parts))).toBe(true)
    })

    it('adds up what each person has waiting', async () => {
      const store = await open()
      const [first, second, other] = [await started(store, 'user:a'), await started(store, 'user:a'), await started(store, 'user:b')]
      expect(await store.append(first, 0, Buffer.alloc(10))).toBe(10)
      expect(await store.append(second, 0, Buffer.alloc(5))).toBe(15)
      expect(await store.append(other, 0, Buffer.alloc(7))).toBe(7)
      expect(await store.append(second, 1, Buffer.alloc(1))).toBe(16)
      await store.remove(first)
      expect(await store.append(second, 2, Buffer.alloc(1))).toBe(7)
    })

    it('clears what was to be kept until before, with its parts', async () => {
      const store = await open()
      const [kept, left] = [await started(store, 'user:a'), await started(store, 'user:a')]
      for (const id of [kept, left]) {
        await store.append(id, 0, Buffer.alloc(1))
        await store.close(id)
      }
      await store.keepUntil(kept, new Date(LATER.getTime() + 1))
      expect(await store.clear(LATER)).toBe(0)
      expect(await store.clear(new Date(LATER.getTime() + 1))).toBe(1)
      expect(await store.there([kept, left, randomUUID()])).toEqual(new Set([kept]))
      for await (const part of store.parts(left)) expect(part).toBeUndefined()
    })
  })
}
