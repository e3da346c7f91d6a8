import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { Access } from '#access/access.ts'
import { actorLabel } from '#access/actor.ts'
import { imagePath, imageUrl } from '#act/images/image-address.ts'
import { isReachedFromOutside } from '#act/webhook-address.ts'
import { MOST_IMAGE_BYTES, tooLarge } from '#act/images/image-file.ts'
import type { ImageService, UsedImage } from '#act/images/image-service.ts'
import { AppError } from '#kernel/app-error.ts'
import { actorNames } from '../access/actor-names.ts'
import { actorOf } from '../access/authenticate.ts'
import type { AppOptions } from '../app-options.ts'
import { explain, firstFile, noFile, shownName, textFields } from '../collect/upload-folder.ts'
import { pageAnswer, pageRequest } from '../cursor.ts'
import { IdParams } from '../id-params.ts'
import type { Answer } from '../shared-schemas.ts'
import type { TypedApp } from '../typed-app.ts'
import { ImageAdded, ImageChange, ImagePage, ImageQuery, ImageRow } from './image-schemas.ts'

const MOST_ALT = 300

interface ImageParts {
  readonly access: Pick<Access, 'users' | 'apiKeys'>
  readonly images: Pick<ImageService, 'most' | 'list' | 'sums' | 'one' | 'add' | 'change' | 'remove'>
  readonly publicUrl: string
}

/** Images that messages show: the library of the project. */
export function registerImages(app: TypedApp, { images, access, publicUrl }: ImageParts, options: AppOptions): void {
  const reading = { permission: 'contents:read' } as const
  const writing = { permission: 'contents:write', rateLimit: options.limits.heavyPerMinute } as const
  const naming = async () => {
    const names = await actorNames(access)
    return (label: string) => names.get(label) ?? label
  }
  const row = ({ image, uses }: UsedImage, named: (label: string) => string): Answer<typeof ImageRow> => {
    const { code, addedBy, ...said } = image
    const path = imagePath(code, image.type)
    return {
      ...said,
      path,
      url: imageUrl(path, publicUrl),
      addedBy: named(addedBy),
      uses: uses.map(({ kind, id, name, isLive }) => ({ kind, id, name, live: isLive })),
    }
  }

  app.get(
    '/images',
    {
      config: reading,
      schema: {
        tags: ['contents'],
        summary: 'Images for messages, the last added first',
        querystring: ImageQuery,
        response: { 200: ImagePage },
      },
    },
    async (request) => {
      const { q = '', ...page } = request.query
      const [found, sums, named] = await Promise.all([images.list(q, pageRequest(page)), images.sums(), naming()])
      const answer = pageAnswer({ ...found, items: found.items.map((one) => row(one, named)) })
      const { most } = images
      return {
        ...answer,
        kept: { ...sums, mostImages: most.images, mostBytes: most.bytes },
        reached: isReachedFromOutside(publicUrl),
      }
    },
  )

  app.post(
    '/images',
    {
      config: writing,
      schema: {
        tags: ['contents'],
        summary: 'Add an image: PNG, JPEG, GIF or WebP up to 2 MB; before the file may come the field alt. The same bytes are kept once',
        consumes: ['multipart/form-data'],
        response: { 200: ImageAdded, 201: ImageAdded },
      },
    },
    async (request, reply) => {
      const { isNew, ...used } = await images.add(await received(request), actorLabel(actorOf(request)))
      reply.code(isNew ? 201 : 200)
      return { ...row(used, await naming()), added: isNew }
    },
  )

  app.get(
    '/images/:id',
    {
      config: reading,
      schema: { tags: ['contents'], summary: 'An image, and where it stands', params: IdParams, response: { 200: ImageRow } },
    },
    async (request) => row(await images.one(request.params.id), await naming()),
  )

  app.put(
    '/images/:id',
    {
      config: writing,
      schema: {
        tags: ['contents'],
        summary: 'Name an image, and say what it shows; contents that have it stay as they are',
        params: IdParams,
        body: ImageChange,
        response: { 200: ImageRow },
      },
    },
    async (request) => row(await images.change(request.params.id, request.body, actorLabel(actorOf(request))), await naming()),
  )

  app.delete(
    '/images/:id',
    {
      config: writing,
      schema: {
        tags: ['contents'],
        summary: 'Remove an image that customers do not get; mails that were sent lose it too',
        params: IdParams,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await images.remove(request.params.id, actorLabel(actorOf(request)))
      return await reply.code(204).send(null)
    },
  )
}

/** The one file of the request, in memory: it is small, and a longer one is cut off while it arrives. */
async function received(request: FastifyRequest): Promise<{ fileName: string; bytes: Buffer; alt: string | null }> {
  if (!request.isMultipart()) throw noFile()
  try {
    const part = await firstFile(request, MOST_IMAGE_BYTES)
    if (part === undefined) throw noFile()
    const chunks: Buffer[] = []
    for await (const chunk of part.file) chunks.push(chunk as Buffer)
    if (part.file.truncated) throw tooLarge()
    const { alt } = textFields(part.fields)
    if (alt !== undefined && alt.length > MOST_ALT) {
      throw new AppError('invalid-input', 'image-alt-long', `What an image shows is said in at most ${MOST_ALT} characters.`, {
        details: { most: MOST_ALT },
      })
    }
    return { fileName: shownName(part.filename), bytes: Buffer.concat(chunks), alt: alt ?? null }
  } catch (error) {
    throw explain(error)
  }
}
