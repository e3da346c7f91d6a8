import { basename } from 'node:path'
import type { Command } from 'commander'
import type { ImageAdded, ImageRow } from '#http/act/image-schemas.ts'
import { addDoor, addPageOptions, address, atDoor, limitOf } from './door.ts'
import type { DoorOptions, PageOptions } from './door.ts'
import { readRawFile } from './read-text-file.ts'

/** `liuke contents images`: the images that messages show. */
export function addImageCommands(contents: Command): void {
  const images = contents.command('images').description('images that messages show (docs/guide/images.md)')

  addPageOptions(addDoor(images, 'list', 'list images, the last added first'))
    .option('--q <text>', 'part of the name, or of what it shows')
    .action(({ q, ...options }: PageOptions & { readonly q?: string }) =>
      atDoor(options, async ({ client, list }) => {
        list(
          await client.list<ImageRow>('/images', { q }, limitOf(options)),
          [
            { title: { zh: '编号', en: 'Id' }, cell: ({ id }) => id, whole: true },
            { title: { zh: '名称', en: 'Name' }, cell: ({ name }) => name },
            { title: { zh: '像素', en: 'Pixels' }, cell: ({ width, height }) => `${width} x ${height}` },
            { title: { zh: '大小（KB）', en: 'KB' }, cell: ({ bytes }) => Math.ceil(bytes / 1024) },
            { title: { zh: '用于', en: 'Stands in' }, cell: ({ uses }) => uses.map(({ name }) => name).join(', ') },
            { title: { zh: '内容中的地址', en: 'Address in contents' }, cell: ({ path }) => path, whole: true },
          ],
          {
            zh: '还没有图片：liuke contents images add 文件 可以添加一张。',
            en: 'There are no images yet: liuke contents images add FILE adds one.',
          },
        )
      }),
    )

  addDoor(images, 'add <file>', 'add a PNG, JPEG, GIF or WebP of up to 2 MB')
    .option('--alt <text>', 'what it shows (default: by the name of the file)')
    .action((file: string, { alt, ...options }: DoorOptions & { readonly alt?: string }) =>
      atDoor(options, async ({ client, say }) => {
        const bytes = await readRawFile(file)
        const fields = alt === undefined ? {} : { alt }
        const made = await client.ask<ImageAdded>('POST', '/images', { file: { name: basename(file), bytes, fields } })
        say(made, {
          zh: made.added ? `已添加，内容中写 ${made.path}` : `这张图片已在图片库里：${made.path}`,
          en: made.added ? `Added: contents say ${made.path}` : `This image was there already: ${made.path}`,
        })
      }),
    )

  addDoor(images, 'set <id>', 'name an image, or say what it shows')
    .option('--name <name>', 'as the team finds it')
    .option('--alt <text>', 'what it shows')
    .action((id: string, { name, alt, ...options }: DoorOptions & { readonly name?: string; readonly alt?: string }) =>
      atDoor(options, async ({ client, say }) => {
        const before = await client.ask<ImageRow>('GET', address`/images/${id}`)
        const body = { name: name ?? before.name, alt: alt ?? before.alt }
        say(await client.ask<ImageRow>('PUT', address`/images/${id}`, { body }), { zh: '已保存。', en: 'Saved.' })
      }),
    )

  addDoor(images, 'delete <id>', 'remove an image that customers do not get; mails that were sent lose it too').action(
    (id: string, options: DoorOptions) =>
      atDoor(options, async ({ client, say }) => {
        await client.ask('DELETE', address`/images/${id}`)
        say({ id }, { zh: '已删除。', en: 'It is removed.' })
      }),
  )
}
