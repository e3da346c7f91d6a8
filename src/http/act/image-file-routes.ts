import Type from 'typebox'
import type { ImageService } from '#act/images/image-service.ts'
import { nothingHere } from '../problem-handler.ts'
import type { TypedApp } from '../typed-app.ts'

const Params = Type.Object({ file: Type.String({ minLength: 1, maxLength: 40 }) })

/** The mails of a campaign are opened from behind few addresses, such as those of Gmail: their images count on their own. */
const PER_MINUTE = 6_000

interface ImageFileParts {
  readonly images: Pick<ImageService, 'served'>
}

/** Images of messages, for everybody who has the address. What is at an address never changes. */
export function registerImageFiles(app: TypedApp, { images }: ImageFileParts): void {
  app.get(
    '/i/:file',
    { config: { public: true, rateLimit: PER_MINUTE }, schema: { hide: true, params: Params } },
    async (request, reply) => {
      const image = await images.served(request.params.file)
      if (image === null) throw nothingHere()
      reply
        .header('cache-control', 'public, max-age=31536000, immutable')
        .header('etag', image.tag)
        .header('cross-origin-resource-policy', 'cross-origin')
        // Opened by itself it is a picture and nothing else, whatever its bytes are taken for.
        .header('content-security-policy', "default-src 'none'; sandbox")
        .header('content-disposition', 'inline')
      if (hasIt(request.headers['if-none-match'], image.tag)) return await reply.code(304).send()
      return await reply.type(image.mediaType).send(await image.body())
    },
  )
}

/** RFC 9110, 13.1.2: a list of tags, weak ones as good as strong, or `*`. */
function hasIt(given: string | undefined, tag: string): boolean {
  return given !== undefined && given.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//u, '') === tag)
}
