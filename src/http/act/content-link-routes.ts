import Type from 'typebox'
import type { ContentLinkService } from '#act/content/content-link-service.ts'
import { AppError } from '#kernel/app-error.ts'
import { nothingHere } from '../problem-handler.ts'
import type { TypedApp } from '../typed-app.ts'

const Code = Type.String({ minLength: 1, maxLength: 20 })
const Short = Type.Object({ code: Code })
const Signed = Type.Object({ code: Code, token: Type.String({ minLength: 1, maxLength: 2_100 }) })

/** Links in contents: signed in mails, short codes elsewhere. None needs a login. */
export function registerContentLinks(app: TypedApp, { contentLinks }: { readonly contentLinks: Pick<ContentLinkService, 'follow'> }): void {
  const config = { public: true as const }
  const follow = async (code: string, token: string | null, agent: string | undefined, method: string): Promise<string> => {
    try {
      return await contentLinks.follow(code, token, agent ?? '', method === 'HEAD')
    } catch (error) {
      // A forged or outdated link is nothing; every other failure stays one.
      if (error instanceof AppError && (error.kind === 'invalid-input' || error.kind === 'not-found')) throw nothingHere()
      throw error
    }
  }

  app.get('/l/:code', { config, schema: { hide: true, params: Short } }, async (request, reply) => {
    const to = await follow(request.params.code, null, request.headers['user-agent'], request.method)
    return await reply.header('cache-control', 'no-store').redirect(to, 302)
  })

  app.get('/l/:code/:token', { config, schema: { hide: true, params: Signed } }, async (request, reply) => {
    const { code, token } = request.params
    const to = await follow(code, token, request.headers['user-agent'], request.method)
    return await reply.header('cache-control', 'no-store').redirect(to, 302)
  })
}
