import fastifyStatic from '@fastify/static'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { AppOptions } from './app-options.ts'
import { isConsolePath } from './console-paths.ts'
import { precompressConsole } from './precompress-console.ts'
import { nothingHere } from './problem-handler.ts'

const YEAR_MS = 365 * 86_400_000

/**
 * The built console. Files with a hash in their name are kept by browsers for good; the addresses of its pages get its
 * one document. Every other address is answered with a problem: a probe for /metrics must not be told that it is there.
 */
export async function registerConsole(app: FastifyInstance, options: AppOptions): Promise<void> {
  const folder = options.consoleDir
  if (folder === null || !existsSync(join(folder, 'index.html'))) return
  await precompressConsole(folder)
  await app.register(fastifyStatic, { root: folder, serve: false, preCompressed: true, cacheControl: true, maxAge: 0 })
  app.get<{ Params: { '*': string } }>(
    '/*',
    { config: { public: true, rateLimit: false, light: true }, schema: { hide: true } },
    (request, reply) => {
      const path = request.params['*']
      if (path.startsWith('assets/')) return reply.sendFile(path, { maxAge: YEAR_MS, immutable: true })
      if (/\.[a-z0-9]+$/i.test(path)) return reply.sendFile(path)
      if (!isConsolePath(`/${path}`) || !takesPages(request.headers.accept)) throw nothingHere()
      return reply.header('cache-control', 'no-cache').sendFile('index.html', { cacheControl: false })
    },
  )
}

function takesPages(accept: string | undefined): boolean {
  return accept === undefined || /text\/html|\*\/\*/i.test(accept)
}
